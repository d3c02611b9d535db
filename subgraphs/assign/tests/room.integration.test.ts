import { watchStatements } from '@movecall/testkit/statements';
import { addDays } from '@movecall/values/days';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { aRequest, DAY, NEXT_DAY, noCause, times } from './fixtures.ts';
import { type AssignHarness, createAssign } from './harness.ts';

let assign: AssignHarness;
let companyId: string;
beforeEach(async () => {
  assign = await createAssign();
  ({ id: companyId } = await assign.registerCompany());
});
afterEach(() => assign.close());

const ROOM = `query ($slots: [_Any!]!) {
  _entities(representations: $slots) { ... on SlotAvailability { slot availability } }
}`;
const HOME = { latitude: 37.5663, longitude: 126.9019, region: '서울 마포구' };
const slotsOf = (date: string, moveType = 'FULL_PACKING', changes: object = {}) =>
  ['MORNING', 'AFTERNOON', 'ALL_DAY'].map((slot) => ({
    __typename: 'SlotAvailability',
    date,
    moveType,
    slot,
    tons: 0,
    ...HOME,
    ...changes,
  }));

type Asked = Awaited<ReturnType<AssignHarness['start']>>['ask'];

/** The room on a day, as a visitor sees it: all slots have the same. */
async function roomOn(ask: Asked, date: string, moveType?: string): Promise<string | null | undefined> {
  const { data } = await ask<{ _entities: { availability: string | null }[] }>(null, ROOM, {
    slots: slotsOf(date, moveType),
  });
  const [first, ...others] = data._entities.map(({ availability }) => availability);
  for (const other of others) expect(other).toBe(first);
  return first;
}

test('a day is FULL without a free team, FEW with one or two and OPEN with more', async () => {
  const { ask } = await assign.start();
  expect(await roomOn(ask, DAY)).toBe('FULL');
  const expected = ['FEW', 'FEW', 'OPEN', 'OPEN'];
  for (const room of expected) {
    await assign.register({ companyId });
    expect(await roomOn(ask, DAY)).toBe(room);
  }
});

test('a team that is booked, switched off or does not take the type of move does not count on that day', async () => {
  const { ask } = await assign.start();
  const [off] = [
    await assign.register({ companyId }),
    await assign.register({ companyId }),
    await assign.register({ companyId }),
  ];
  await assign.register({ companyId, moveTypes: ['HALF_PACKING'] });
  expect(await roomOn(ask, DAY)).toBe('OPEN');
  const request = aRequest();
  await assign.request(request);
  expect([await roomOn(ask, DAY), await roomOn(ask, NEXT_DAY)]).toEqual(['FEW', 'OPEN']);
  await assign.switch(off.id, false);
  expect(await roomOn(ask, NEXT_DAY)).toBe('FEW');
  await assign.cancel(request.callId);
  await assign.switch(off.id, true);
  expect(await roomOn(ask, DAY)).toBe('OPEN');
});

test('only teams count whose company is insured on the day, booked or not: the others take no call with a quote', async () => {
  const { ask } = await assign.start();
  await assign.register();
  expect(await roomOn(ask, DAY)).toBe('FULL');
  await assign.updateCompany(companyId, { insuredUntil: DAY });
  await assign.register({ companyId });
  expect([await roomOn(ask, DAY), await roomOn(ask, NEXT_DAY)]).toEqual(['FEW', 'FULL']);
  // Both teams are booked after the insurance has ended.
  for (let count = 0; count < 2; count += 1) await assign.request(aRequest({ movingOn: NEXT_DAY }));
  const { id: other } = await assign.registerCompany({ registrationNumber: '124-81-00998' });
  await assign.register({ companyId: other });
  expect([await roomOn(ask, DAY), await roomOn(ask, NEXT_DAY)]).toEqual(['FEW', 'FEW']);
});

test('a half day is room for the other half; a team that works once a day has none left; a day off is none', async () => {
  const { ask } = await assign.start();
  const roomsOn = async (changes: object = {}) => {
    const { data } = await ask<{ _entities: { availability: string | null }[] }>(null, ROOM, {
      slots: slotsOf(DAY, 'FULL_PACKING', changes),
    });
    return data._entities.map(({ availability }) => availability);
  };
  const team = await assign.register({ companyId, tons: 2.5 });
  const morning = aRequest({ slot: 'MORNING', tons: 1 });
  await assign.request(morning);
  expect(await roomsOn()).toEqual(['FULL', 'FEW', 'FULL']);
  await assign.store.update(team.id, { slotsPerDay: 1 }, noCause);
  expect(await roomsOn()).toEqual(['FULL', 'FULL', 'FULL']);
  await assign.cancel(morning.callId);
  expect(await roomsOn()).toEqual(['FEW', 'FEW', 'FEW']);
  expect(await roomsOn({ tons: 5 })).toEqual(['FULL', 'FULL', 'FULL']);
  expect(await roomsOn({ latitude: 35.1, longitude: 129.03 })).toEqual(['FULL', 'FULL', 'FULL']);
  await assign.store.setDaysOff(team.id, [DAY], noCause);
  expect(await roomsOn()).toEqual(['FULL', 'FULL', 'FULL']);
});

test('a day that is none has no room', async () => {
  const { ask } = await assign.start();
  expect(await roomOn(ask, '2026-02-30')).toBeNull();
});

test('the room of 62 days is read with one statement', async () => {
  await assign.register({ companyId });
  const watched = await watchStatements(assign.config.databaseUrl);
  onTestFinished(watched.close);
  const { ask } = await assign.start({ ASSIGN_DATABASE_URL: watched.url });
  const slots = times(62, (nth) => slotsOf(addDays(DAY, nth))).flat();
  const { data } = await ask<{ _entities: object[] }>(null, ROOM, { slots });
  expect(data._entities).toHaveLength(186);
  expect(watched.texts.filter((text) => text.includes('with fitting'))).toHaveLength(1);
});
