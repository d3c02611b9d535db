import { askGraphql } from '@movecall/testkit/client';
import { addDays, seoulDay } from '@movecall/values/days';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const MOVING_DAYS = `query ($from: Date!, $to: Date!, $quote: QuoteInput!) {
  movingDays(from: $from, to: $to, quote: $quote) {
    date sonEopneunNal holiday surcharge total slots { slot availability }
  }
}`;
const today = seoulDay(new Date());
const quote = {
  moveType: 'STANDARD',
  location: { address: '경기 성남시 분당구' },
  destination: { address: '수원시 영통구' },
  movingOn: today,
  tons: 5,
};

interface DayAnswer {
  readonly date: string;
  readonly total: number | null;
  readonly slots: readonly { readonly slot: string; readonly availability: string | null }[];
}

async function ask(from: string, to: string, changes: object = {}) {
  const variables = { from, to, quote: { ...quote, ...changes } };
  return await askGraphql<{ movingDays: readonly DayAnswer[] }>(system.addresses, MOVING_DAYS, variables);
}

const availabilities = (day: DayAnswer | undefined) => [
  ...new Set(day?.slots.map(({ availability }) => availability)),
];

test('a visitor sees 62 days with prices from manage and room from assign', async () => {
  const { data } = await ask(today, addDays(today, 61));
  const days = data!.movingDays;
  expect(days.map(({ date }) => date)).toEqual(Array.from({ length: 62 }, (_, nth) => addDays(today, nth)));
  for (const day of days) {
    expect(day.total).toBeGreaterThan(0);
    expect(day.slots.map(({ slot }) => slot)).toEqual(['MORNING', 'AFTERNOON', 'ALL_DAY']);
    expect(availabilities(day)).toEqual(['OPEN']);
  }
});

test('while assign is down the room is null and nothing else is lost', async () => {
  await system.stack.stop('assign');
  try {
    const { data, errors } = await ask(today, addDays(today, 1));
    expect(data!.movingDays.map(({ total }) => total)).toEqual([expect.any(Number), expect.any(Number)]);
    expect(data!.movingDays.flatMap(availabilities)).toEqual([null, null]);
    expect(errors?.length).toBeGreaterThan(0);
  } finally {
    await system.stack.start('assign');
  }
});

test.each([
  ['a past day', addDays(today, -1), today, {}, ['from']],
  ['no day', 'tomorrow', today, {}, ['from']],
  ['an end before its start', addDays(today, 1), today, {}, ['to']],
  ['63 days', today, addDays(today, 62), {}, ['to']],
  ['a day 366 days ahead', addDays(today, 366), addDays(today, 366), {}, ['to']],
  ['an unknown address', today, today, { location: { address: '없는곳' } }, ['quote', 'location', 'address']],
  ['half a day with 5 t', today, today, { slot: 'MORNING' }, ['quote', 'slot']],
])('%s is answered with BAD_USER_INPUT and its field', async (_what, from, to, changes, field) => {
  const { errors } = await ask(from, to, changes);
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
});
