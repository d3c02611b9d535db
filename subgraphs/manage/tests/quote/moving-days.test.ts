import { expect, test } from 'vitest';
import { defaultPriceBook as book } from '../../src/quote/default-price-book.ts';
import { holidayOf } from '../../src/quote/korean-days.ts';
import { daysBetween, movingDays } from '../../src/quote/moving-days.ts';
import { calendar, ladder, plainRequest, reckon, stairs } from './fixtures.ts';

const options = { book, calendar, holidayOf };
const december = daysBetween('2026-12-01', '2026-12-31');

test('each day costs what a quote for it costs, and its surcharge is the sum of its day lines', () => {
  const priced = movingDays(options, plainRequest, december);
  const days = 'days' in priced ? priced.days : [];
  expect(days.map(({ date }) => date)).toEqual(december);
  for (const { date, total, surcharge } of days) {
    const quoted = reckon({ movingOn: date });
    expect('price' in quoted && quoted.price.total, date).toBe(total);
    expect(surcharge, date).toBe((total ?? 0) - 1_200_000);
  }
});

test('손없는날, holidays and surcharges of December 2026', () => {
  const priced = movingDays(
    options,
    { ...plainRequest, access: ladder(7), destinationAccess: ladder(15) },
    december,
  );
  const days = new Map('days' in priced ? priced.days.map((day) => [day.date, day]) : []);
  expect(december.filter((day) => days.get(day)?.sonEopneunNal)).toEqual(
    ['07', '08', '17', '18', '27', '28'].map((day) => `2026-12-${day}`),
  );
  expect(days.get('2026-12-07')).toMatchObject({ holiday: null, surcharge: 200_000, total: 1_770_000 });
  expect(days.get('2026-12-18')).toMatchObject({ surcharge: 400_000, total: 1_970_000 });
  expect(days.get('2026-12-25')).toMatchObject({
    holiday: '기독탄신일',
    surcharge: 400_000,
    total: 1_970_000,
  });
  expect(days.get('2026-12-01')).toMatchObject({ holiday: null, surcharge: 0, total: 1_570_000 });
});

test('a move that a person has to look at first has no total, but its days have their surcharges', () => {
  const priced = movingDays(options, { ...plainRequest, access: stairs(7) }, ['2026-12-07']);
  expect(priced).toMatchObject({ days: [{ total: null, surcharge: 200_000 }] });
});

test('half a day with a large truck is refused', () => {
  const priced = movingDays(options, { ...plainRequest, slot: 'MORNING' }, december);
  expect(priced).toEqual({ unpriced: { code: 'INVALID_SLOT' } });
});
