import { expect, test } from 'vitest';
import { withoutPastDay } from '../src/format/past-day.ts';
import { emptyPlace } from '../src/parts/place/typed-place.ts';
import { emptyDraft, isComplete, problemsOf } from '../src/screens/request/draft.ts';

const from = { ...emptyPlace, address: '마포구' };
const draft = { ...emptyDraft('2026-11-30'), from, cost: 1_500_000 };
const messagesOf = (changed: object): string[] =>
  problemsOf({ ...draft, ...changed }, false).map(({ message }) => message);

test('a day that has passed is dropped, and no other day takes its place', () => {
  expect(withoutPastDay(draft, '2026-11-30')).toBe(draft);
  const asked = withoutPastDay(draft, '2026-12-01');
  expect(asked.movingOn).toBeNull();
  expect(isComplete(draft)).toBe(true);
  expect(isComplete(asked)).toBe(false);
  expect(messagesOf(asked)).toEqual(['이사하는 날을 골라 주세요.']);
});

test('each required field that is empty has a message, and so has an amount that no request can carry', () => {
  expect(messagesOf({})).toEqual([]);
  expect(messagesOf({ from: { ...from, address: ' ' }, cost: null })).toEqual([
    '어디에서 이사하는지 알려 주세요.',
    '예상요금을 적어 주세요.',
  ]);
  expect(messagesOf({ cost: 2 ** 31 })).toEqual(['예상요금은 1억 원까지 적을 수 있어요.']);
  expect(problemsOf(draft, true).map(({ field }) => field)).toEqual([['input', 'tel']]);
});
