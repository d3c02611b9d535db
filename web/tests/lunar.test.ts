import { addDays } from '@movecall/values/days';
import { expect, test } from 'vitest';
import { isSonEopneunNal } from '../src/format/lunar.ts';

function daysFrom(first: string, count: number): string[] {
  return Array.from({ length: count }, (_, nth) => addDays(first, nth)).filter(isSonEopneunNal);
}

test.each([
  ['2025-11-01', 30, [8, 9, 18, 19, 28, 29]],
  ['2027-01-01', 31, [6, 7, 16, 17, 26, 27]],
])('the 손없는날 of the month from %s', (first, days, expected) => {
  expect(daysFrom(first, days).map((day) => Number(day.slice(8)))).toEqual(expected);
});

test('2026 has 68 손없는날', () => {
  expect(daysFrom('2026-01-01', 365)).toHaveLength(68);
});
