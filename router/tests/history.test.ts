import { expect, test } from 'vitest';
import { createHistory, type History } from '../src/live/history.ts';
import { changeAt } from './support/status-changes.ts';

const positions = (history: History, after: number) =>
  history.since(after)?.map(({ position }) => position) ?? null;

test('since returns the changes after a position, and null when the history does not reach back that far', () => {
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

test('the history keeps at least its capacity, and reports what it has forgotten', () => {
  const history = createHistory(10);
  for (let position = 1; position <= 1_000; position += 1) history.add(changeAt(position));
  expect(positions(history, 990)).toHaveLength(10);
  expect(positions(history, 979)).toBeNull();
  for (let after = 0; after <= 1_000; after += 1) {
    const kept = positions(history, after);
    if (kept) expect(kept).toHaveLength(1_000 - after);
  }
});

test('too many past changes are cut to the capacity', () => {
  const history = createHistory(2);
  history.begin(
    0,
    [1, 2, 3, 4].map((position) => changeAt(position)),
  );
  expect([1, 2].map((after) => positions(history, after))).toEqual([null, [3, 4]]);
});

test('the history does not reach back across a gap in the stream', () => {
  const history = createHistory(10);
  for (const position of [1, 2]) history.add(changeAt(position));
  history.forgetUpTo(6);
  history.add(changeAt(7));
  expect([2, 5, 6].map((after) => positions(history, after))).toEqual([null, null, [7]]);
});
