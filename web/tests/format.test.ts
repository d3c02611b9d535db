import { expect, test } from 'vitest';
import { formatDistance } from '../src/format/distance.ts';
import { formatWon, sayWon } from '../src/format/money.ts';
import { formatTel } from '../src/format/tel.ts';
import { formatDay, formatMoment } from '../src/format/time.ts';

test('amounts are written with commas, and said as people say them', () => {
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

test('phones are written with hyphens, masked ones too', () => {
  expect(['01012345678', '0101234567', '010****5678', '1588'].map(formatTel)).toEqual([
    '010-1234-5678',
    '010-123-4567',
    '010-****-5678',
    '1588',
  ]);
});

test('moments are those of Seoul, wherever the phone is', () => {
  expect(formatMoment('2026-11-22T18:05:00.000Z')).toBe('11. 23. 오전 3:05');
  expect(formatDay('2026-11-22')).toBe('11월 22일 (일)');
});

test('distances are short', () => {
  expect([4, 846, 999, 1_000, 12_345].map(formatDistance)).toEqual([
    '0m',
    '850m',
    '1000m',
    '1.0km',
    '12.3km',
  ]);
});
