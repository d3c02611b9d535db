import { expect, test } from 'vitest';
import { formatDistance } from '../src/format/distance.ts';
import { formatWon, sayWon } from '../src/format/money.ts';
import { formatDay, formatMoment } from '../src/format/time.ts';

test('an amount is written with commas, or as it is spoken', () => {
  expect(formatWon(2_500_000)).toBe('2,500,000원');
  expect([5_000, 10_000, 1_500_000, 1_234_567, 100_000_000, 120_000_000].map(sayWon)).toEqual([
    '',
    '1만 원',
    '150만 원',
    '123만 원쯤',
    '1억 원',
    '1억 2,000만 원',
  ]);
});

test('dates and times are those of Seoul, in any time zone of the device', () => {
  expect(formatMoment('2026-11-22T18:05:00.000Z')).toBe('11. 23. 오전 3:05');
  expect(formatDay('2026-11-22')).toBe('11월 22일 (일)');
});

test('a distance is rounded, to metres or kilometres', () => {
  expect([4, 846, 999, 1_000, 12_345].map(formatDistance)).toEqual([
    '0m',
    '850m',
    '1000m',
    '1.0km',
    '12.3km',
  ]);
});
