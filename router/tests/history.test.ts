import { expect, test } from 'vitest';
import { createHistory, type History } from '../src/live/history.ts';
import { changeAt } from './support/live.ts';

const positions = (history: History, after: number) =>
  history.since(after)?.map(({ position }) => position) ?? null;

test('tells what came after a position, and null when it does not reach back that far', () => {
  const history = createHistory(10);
  history.begin(3, [changeAt(5), changeAt(8)]);
  history.add(changeAt(9));
  expect([2, 3, 5, 6, 9].map((after) => positions(history, after))).toEqual([
    null,
    [5, 8, 9],
    [8, 9],
    [8, 9],
    [],
  ]);
});

test('keeps at least as many as it is made for, and knows what it has let go of', () => {
  const history = createHistory(10);
  for (let position = 1; position <= 1_000; position += 1) history.add(changeAt(position));
  expect(positions(history, 990)).toHaveLength(10);
  expect(positions(history, 979)).toBeNull();
  for (let after = 0; after <= 1_000; after += 1) {
    const told = positions(history, after);
    if (told) expect(told).toHaveLength(1_000 - after);
  }
});

test('what is begun with is cut to size', () => {
  const history = createHistory(2);
  history.begin(
    0,
    [1, 2, 3, 4].map((position) => changeAt(position)),
  );
  expect([1, 2].map((after) => positions(history, after))).toEqual([null, [3, 4]]);
});

test('a gap in the stream is a gap in what can be told', () => {
  const history = createHistory(10);
  for (const position of [1, 2]) history.add(changeAt(position));
  history.forgetUpTo(6);
  history.add(changeAt(7));
  expect([2, 5, 6].map((after) => positions(history, after))).toEqual([null, null, [7]]);
});
