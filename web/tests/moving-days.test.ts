import { expect, test } from 'vitest';
import { shortWon } from '../src/format/money.ts';
import { monthAround, notesOf } from '../src/screens/quote/moving-days.ts';

test.each([
  ['a month that lies ahead', '2027-02-11', { from: '2027-02-01', to: '2027-02-28' }],
  ['this month', '2026-12-31', { from: '2026-12-07', to: '2026-12-31' }],
  ['the month in which the year ends', '2027-12-01', { from: '2027-12-01', to: '2027-12-07' }],
])('of %s the days are asked for on which one can move', (_what, day, days) => {
  expect(monthAround(day, '2026-12-07')).toEqual(days);
});

test('a note has the room in the chosen part of the day; while assign is away it has none', () => {
  const day = { date: '2026-12-25', holiday: '성탄절', total: 1_970_000 };
  const slots = [
    { slot: 'ALL_DAY', availability: 'FULL' },
    { slot: 'MORNING', availability: 'FEW' },
    { slot: 'AFTERNOON', availability: null },
  ] as const;
  const roomIn = (slot: (typeof slots)[number]['slot']) =>
    notesOf([{ ...day, slots: [...slots] }], slot).get('2026-12-25')?.room;
  expect(roomIn('ALL_DAY')).toBe('FULL');
  expect(roomIn('MORNING')).toBe('FEW');
  expect(roomIn('AFTERNOON')).toBeNull();
  expect(notesOf([{ ...day, slots: [] }], 'ALL_DAY').get('2026-12-25')).toEqual({
    total: 1_970_000,
    holiday: '성탄절',
    room: null,
  });
});

test('a price in a calendar is rounded to ten thousands', () => {
  expect([1_770_000, 454_000, 12_345_678].map(shortWon)).toEqual(['177만', '45만', '1,235만']);
});
