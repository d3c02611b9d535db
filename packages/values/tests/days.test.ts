import { expect, test } from 'vitest';
import { addDays, isDay, koreanDay, seoulDay, startOfDay } from '../src/days.ts';

test('a day in Seoul begins at 15:00 UTC of the day before', () => {
  expect(seoulDay(new Date('2026-11-22T14:59:59.999Z'))).toBe('2026-11-22');
  expect(seoulDay(new Date('2026-11-22T15:00:00.000Z'))).toBe('2026-11-23');
  expect(startOfDay('2026-11-23').toISOString()).toBe('2026-11-22T15:00:00.000Z');
});

test('adding days crosses the ends of months and years', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-11-22', 365)).toBe('2027-11-22');
});

test.each([
  '2026-02-30',
  '2026-13-01',
  '2026-1-1',
  '20261122',
  'tomorrow',
  '',
  '2026-11-22T00:00:00Z',
  '+02026-01-01',
])('a day is not: %j', (text) => {
  expect(isDay(text)).toBe(false);
});

test('a leap day is a day; a day is written in Korean with its weekday', () => {
  expect(isDay('2028-02-29')).toBe(true);
  expect(koreanDay('2026-11-22')).toBe('2026년 11월 22일 (일)');
});
