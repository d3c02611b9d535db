import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EventOf } from '@movecall/schema/events';
import type { AssignmentRequest } from '../src/dispatch/dispatch.ts';
import { aRequest, DAY, NEXT_DAY, noCause, place, times, TODAY } from './fixtures.ts';
import { activeMover, type AssignHarness, asMover, createAssign, customer, operator } from './harness.ts';
import { violations } from './violations.ts';

/** Which team gets a call, by area, load and time; and why none does. */

let assign: AssignHarness;
beforeEach(async () => {
  assign = await createAssign();
});
afterEach(async () => {
  const violated = await violations(assign);
  await assign.close();
  expect(violated).toEqual([]);
});

/** The id of the team that a call gets, or why it waits. */
async function outcomeOf(request: AssignmentRequest): Promise<string> {
  await assign.request(request);
  const id = await activeMover(assign, request.callId);
  if (id !== null) return id;
  const failed = (await assign.outbox('AssignmentFailed')).filter(
    ({ correlationId }) => correlationId === request.callId,
  );
  return failed.map(({ data }) => (data as EventOf<'AssignmentFailed'>['data']).reason).join();
}

const inBusan = (request: Partial<AssignmentRequest> = {}) =>
  aRequest({ location: place('부산 해운대구'), ...request });

test('a team goes as far as its radius, and not a kilometre farther', async () => {
  // 마포구 and 강남구 are some 14 km apart.
  await assign.register({ base: place('마포구'), serviceArea: { radiusKm: 10 } });
  const request = aRequest({ location: place('강남구') });
  expect(await outcomeOf(request)).toBe('NO_TEAM_IN_AREA');
  const far = await assign.register({ base: place('마포구'), serviceArea: { radiusKm: 20 } });
  expect(await activeMover(assign, request.callId)).toBe(far.id);
});

test('a team with a list goes to its 시·군·구 only, however far', async () => {
  const team = await assign.register({ base: place('마포구'), serviceArea: { sigungu: ['부산 해운대구'] } });
  expect(await outcomeOf(inBusan())).toBe(team.id);
  expect(await outcomeOf(aRequest({ movingOn: NEXT_DAY }))).toBe('NO_TEAM_IN_AREA');
  expect(await outcomeOf(inBusan({ location: place('부산 중구'), movingOn: NEXT_DAY }))).toBe(
    'NO_TEAM_IN_AREA',
  );
});

test('reasons: nobody comes here, nobody takes the load, all who do are taken', async () => {
  expect(await outcomeOf(inBusan())).toBe('NO_TEAM_IN_AREA');
  await assign.register({ tons: 2.5 });
  expect(await outcomeOf(aRequest({ tons: 5 }))).toBe('NO_TEAM_FOR_LOAD');
  const large = await assign.register({ tons: 10 });
  expect(await outcomeOf(aRequest({ tons: 5, movingOn: NEXT_DAY }))).toBe(large.id);
  expect(await outcomeOf(aRequest({ tons: 5, movingOn: NEXT_DAY }))).toBe('NO_MOVER_FREE');
});

test('a call in Busan with teams in Seoul waits; a team that is registered in Busan gets it', async () => {
  await Promise.all(times(3, () => assign.register()));
  const request = inBusan();
  expect(await outcomeOf(request)).toBe('NO_TEAM_IN_AREA');
  const team = await assign.register({ base: place('부산진구') });
  expect(await activeMover(assign, request.callId)).toBe(team.id);
});

test('two halves of a day at once: both get the team; of three, one waits', async () => {
  const team = await assign.register();
  for (const [movingOn, expected, slots] of [
    ['2026-12-11', 2, ['MORNING', 'AFTERNOON']],
    ['2026-12-12', 2, ['MORNING', 'AFTERNOON', 'MORNING']],
    ['2026-12-13', 1, ['ALL_DAY', 'ALL_DAY', 'ALL_DAY']],
  ] as const) {
    const asked = slots.map((slot) => aRequest({ movingOn, slot }));
    await Promise.all(asked.map((request) => assign.request(request)));
    const given = await Promise.all(asked.map(({ callId }) => activeMover(assign, callId)));
    expect(given.filter((id) => id === team.id)).toHaveLength(expected);
    expect(given.filter((id) => id === null)).toHaveLength(slots.length - expected);
  }
});

test('a team that works once a day is taken for all of it by half a day', async () => {
  await assign.register({ slotsPerDay: 1 });
  await assign.request(aRequest({ slot: 'MORNING' }));
  expect(await outcomeOf(aRequest({ slot: 'AFTERNOON' }))).toBe('NO_MOVER_FREE');
});

test('a whole day that is cancelled makes room for two halves that wait, the oldest of each', async () => {
  const team = await assign.register();
  const whole = aRequest();
  const [one, other, late] = [
    aRequest({ slot: 'MORNING' }),
    aRequest({ slot: 'MORNING' }),
    aRequest({ slot: 'AFTERNOON' }),
  ];
  for (const request of [whole, one, other, late]) await assign.request(request);
  await assign.cancel(whole.callId);
  const given = await Promise.all([one, other, late].map(({ callId }) => activeMover(assign, callId)));
  expect(given).toEqual([team.id, null, team.id]);
});

test('both halves cancelled together make room for a whole day', async () => {
  const team = await assign.register();
  const halves = [aRequest({ slot: 'MORNING' }), aRequest({ slot: 'AFTERNOON' })];
  const whole = aRequest();
  for (const request of [...halves, whole]) await assign.request(request);
  await assign.db.transaction((tx) =>
    assign.execute(
      tx,
      halves.map(({ callId }) => ({ id: callId, command: { type: 'cancel', callId }, cause: noCause })),
    ),
  );
  expect(await activeMover(assign, whole.callId)).toBe(team.id);
});

test('a team has no job on a day off; taking it back serves the call that waits', async () => {
  const team = await assign.register();
  await assign.store.setDaysOff(team.id, [DAY], noCause);
  const request = aRequest();
  expect(await outcomeOf(request)).toBe('NO_MOVER_FREE');
  expect(await assign.store.setDaysOff(team.id, [NEXT_DAY], noCause)).toMatchObject({
    mover: { daysOff: [NEXT_DAY] },
  });
  expect(await activeMover(assign, request.callId)).toBe(team.id);
  expect(await assign.store.setDaysOff(team.id, [DAY, NEXT_DAY], noCause)).toEqual({ jobOn: DAY });
});

test('a day off and a job at once: one of them', async () => {
  for (let round = 10; round < 30; round += 1) {
    const movingOn = `2026-12-${round}`;
    const team = await assign.register();
    const request = aRequest({ movingOn });
    const [set] = await Promise.all([
      assign.store.setDaysOff(team.id, [movingOn], noCause),
      assign.request(request),
    ]);
    expect('jobOn' in set).toBe((await activeMover(assign, request.callId)) === team.id);
    await assign.cancel(request.callId);
    await assign.switch(team.id, false);
  }
});

test('a team that takes larger loads, goes farther or works twice a day from now on gets calls that wait', async () => {
  const team = await assign.register({ tons: 1, slotsPerDay: 1, serviceArea: { radiusKm: 5 } });
  const [heavy, far] = [aRequest({ tons: 5 }), inBusan({ movingOn: NEXT_DAY })];
  const [half, other] = [
    aRequest({ movingOn: '2026-12-03', slot: 'MORNING' }),
    aRequest({ movingOn: '2026-12-03', slot: 'AFTERNOON' }),
  ];
  for (const request of [heavy, far, half, other]) await assign.request(request);
  const of = ({ callId }: AssignmentRequest) => activeMover(assign, callId);
  expect([await of(heavy), await of(far), await of(half), await of(other)]).toEqual([
    null,
    null,
    team.id,
    null,
  ]);
  await assign.store.update(team.id, { tons: 5 }, noCause);
  expect(await of(heavy)).toBe(team.id);
  await assign.store.update(team.id, { serviceArea: { sigungu: ['부산 해운대구'] } }, noCause);
  expect(await of(far)).toBe(team.id);
  expect(await of(other)).toBeNull();
});

const DAYS_OFF = `mutation ($id: ID!, $days: [Date!]!) {
  setMoverDaysOff(id: $id, days: $days) { mover { daysOff } userErrors { code field message } }
}`;

test('days off are set by operators and the team itself; customers may not, other teams find nobody', async () => {
  const team = await assign.register();
  const { ask } = await assign.start();
  const set = async (viewer: Parameters<typeof ask>[0], days: readonly string[]) =>
    await ask<{ setMoverDaysOff: object }>(viewer, DAYS_OFF, { id: team.id, days });
  expect((await set(operator, [NEXT_DAY, DAY, DAY])).data).toEqual({
    setMoverDaysOff: { mover: { daysOff: [DAY, NEXT_DAY] }, userErrors: [] },
  });
  expect((await set(asMover(team.id), [DAY])).data).toMatchObject({
    setMoverDaysOff: { mover: { daysOff: [DAY] } },
  });
  const { data } = await set(asMover(operator.id), []);
  expect(data).toMatchObject({ setMoverDaysOff: { mover: null, userErrors: [{ code: 'NOT_FOUND' }] } });
  expect(await set(customer(operator.id), [])).toMatchObject({ codes: ['FORBIDDEN'] });
  for (const days of [['2026-11-21'], ['2026-02-30'], ['2028-01-01']])
    expect((await set(operator, days)).data).toMatchObject({
      setMoverDaysOff: { mover: null, userErrors: [{ code: 'INVALID_DAYS_OFF', field: ['days'] }] },
    });
  await assign.request(aRequest({ movingOn: TODAY }));
  expect((await set(operator, [NEXT_DAY, TODAY])).data).toMatchObject({
    setMoverDaysOff: {
      userErrors: [
        { code: 'DAY_HAS_JOB', message: expect.stringContaining('11월 22일 (일)'), field: ['days', '1'] },
      ],
    },
  });
});

const REGISTER = `mutation ($input: RegisterMoverInput!) {
  registerMover(input: $input) {
    mover { id crew tons slotsPerDay serviceArea { radiusKm sigungu } daysOff } userErrors { code field }
  }
}`;
const UPDATE = `mutation ($id: ID!, $input: UpdateMoverInput!) {
  updateMover(id: $id, input: $input) {
    mover { crew tons slotsPerDay serviceArea { radiusKm sigungu } } userErrors { code field }
  }
}`;

test('what a team can do is registered, changed field by field, and checked', async () => {
  const { ask } = await assign.start();
  const base = {
    name: '새 팀',
    tel: '01055550000',
    plate: '12가3456',
    base: { address: '마포' },
    moveTypes: ['STANDARD'],
  };
  const { data: registered } = await ask<{ registerMover: { mover: { id: string } } }>(operator, REGISTER, {
    input: { ...base, crew: 3, tons: 2.5, serviceArea: { sigungu: ['마포', '부산 중구'] }, slotsPerDay: 1 },
  });
  const { id } = registered.registerMover.mover;
  const team = { crew: 3, tons: 2.5, slotsPerDay: 1 };
  const sigungu = ['부산 중구', '서울 마포구'];
  expect(registered.registerMover.mover).toEqual({
    id,
    ...team,
    serviceArea: { radiusKm: null, sigungu },
    daysOff: [],
  });
  const { data: updated } = await ask<{ updateMover: object }>(operator, UPDATE, {
    id,
    input: { tons: null, serviceArea: { radiusKm: 50 } },
  });
  expect(updated.updateMover).toEqual({
    mover: { ...team, tons: null, serviceArea: { radiusKm: 50, sigungu: null } },
    userErrors: [],
  });
  const wrong = [
    ['INVALID_CREW', { crew: 0 }, ['crew']],
    ['INVALID_TONS', { tons: 4 }, ['tons']],
    ['INVALID_RADIUS', { serviceArea: { radiusKm: 0 } }, ['serviceArea', 'radiusKm']],
    ['INVALID_RADIUS', { serviceArea: { radiusKm: 201 } }, ['serviceArea', 'radiusKm']],
    ['INVALID_SIGUNGU', { serviceArea: { sigungu: ['평양'] } }, ['serviceArea', 'sigungu']],
    ['INVALID_SIGUNGU', { serviceArea: { sigungu: [] } }, ['serviceArea', 'sigungu']],
    ['INVALID_SLOTS_PER_DAY', { slotsPerDay: 3 }, ['slotsPerDay']],
  ] as const;
  for (const [code, input, field] of wrong) {
    const refusal = { mover: null, userErrors: [{ code, field: ['input', ...field] }] };
    const { data } = await ask<object>(operator, UPDATE, { id, input });
    expect(data).toEqual({ updateMover: refusal });
    const other = await ask<object>(operator, REGISTER, { input: { ...base, tel: '01055550001', ...input } });
    expect(other.data).toEqual({ registerMover: refusal });
  }
});
