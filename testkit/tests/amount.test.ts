import { amount, partOfToday } from '@movecall/testkit/amount';
import { expect, test } from 'vitest';

const DAY_MS = 24 * 60 * 60 * 1000;

test('the parts of as many days are all cases, and each case is in one part', () => {
  const cases = [...'abcdefghij'];
  const parts = [20_000, 20_001, 20_002].flatMap((day) => partOfToday(cases, 3, day * DAY_MS));
  expect([...new Set(parts)].toSorted()).toEqual(cases);
  expect(parts).toHaveLength(amount({ usual: cases.length, long: 3 * cases.length }));
});
