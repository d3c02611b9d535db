import { randomUUID } from 'node:crypto';
import { watchStatements } from '@movecall/testkit/statements';
import { addDays } from '@movecall/values/days';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { aRequest, DAY, NEXT_DAY, noCause, place, times } from './fixtures.ts';
import { asMover, type AssignHarness, createAssign, customer, operator } from './harness.ts';

let assign: AssignHarness;
beforeEach(async () => {
  assign = await createAssign();
});
afterEach(() => assign.close());

const SCHEDULE = `query ($from: Date!, $to: Date!, $moverIds: [ID!]) {
  schedule(from: $from, to: $to, moverIds: $moverIds) {
    date dayOff mover { id name }
    jobs { call { id } assignmentId status slot tons distanceMeters home { address district sido } }
  }
}`;
const WAITING = `query ($from: Date!, $to: Date!, $first: Int) {
  waitingJobs(from: $from, to: $to, first: $first) { call { id } movingOn slot tons home { district } reasonCode }
}`;

interface Day {
  readonly date: string;
  readonly dayOff: boolean;
  readonly mover: { readonly id: string; readonly name: string };
  readonly jobs: readonly { readonly call: { readonly id: string }; readonly [field: string]: unknown }[];
}
const range = { from: DAY, to: NEXT_DAY };

test('the schedule has each team on each day, by name, with its jobs and days off', async () => {
  const { ask } = await assign.start();
  const [second, first] = [
    await assign.register({ name: '나래' }),
    await assign.register({ name: '가람', base: place('강남구') }),
  ];
  const [afternoon, morning] = [
    aRequest({ slot: 'AFTERNOON', tons: 2.5 }),
    aRequest({ slot: 'MORNING', tons: 1 }),
  ];
  for (const request of [afternoon, morning]) await assign.request(request);
  const gone = aRequest({ movingOn: NEXT_DAY });
  await assign.request(gone);
  await assign.cancel(gone.callId);
  await assign.store.setDaysOff(first.id, [NEXT_DAY], noCause);
  // A time that is held for a call is neither a job nor a day off.
  const held = `[${NEXT_DAY}T08:00+09,${NEXT_DAY}T13:00+09)`;
  await assign.sql`insert into bookings (mover_id, call_id, during) values (${second.id}, ${randomUUID()}, ${held})`;

  const { data } = await ask<{ schedule: Day[] }>(operator, SCHEDULE, range);
  const seen = data.schedule.map(({ mover, date, dayOff, jobs }) => [
    mover.name,
    date,
    dayOff,
    jobs.map(({ call }) => call.id),
  ]);
  expect(seen).toEqual([
    ['가람', DAY, false, []],
    ['가람', NEXT_DAY, true, []],
    ['나래', DAY, false, [morning.callId, afternoon.callId]],
    ['나래', NEXT_DAY, false, []],
  ]);
  expect(data.schedule[2]?.jobs[0]).toEqual({
    call: { id: morning.callId },
    assignmentId: expect.any(String),
    status: 'ACTIVE',
    slot: 'MORNING',
    tons: 1,
    distanceMeters: 0,
    home: { address: '마포구', district: '마포구', sido: '서울특별시' },
  });

  const one = await ask<{ schedule: Day[] }>(operator, SCHEDULE, { ...range, moverIds: [second.id, 'x'] });
  expect(one.data.schedule.map(({ mover }) => mover.id)).toEqual([second.id, second.id]);
});

test('the calls that wait are listed by day, each with its reason', async () => {
  const { ask } = await assign.start();
  await assign.register({ tons: 1 });
  const [late, heavy] = [aRequest({ movingOn: NEXT_DAY, tons: 5 }), aRequest({ tons: 5, slot: 'ALL_DAY' })];
  const [far, served] = [aRequest({ location: place('부산 해운대구') }), aRequest({ tons: 1 })];
  for (const request of [late, heavy, far, served]) await assign.request(request);
  type Waiting = { waitingJobs: { call: { id: string }; reasonCode: string }[] };
  const { data } = await ask<Waiting>(operator, WAITING, range);
  expect(data.waitingJobs.map(({ call, reasonCode }) => [call.id, reasonCode])).toEqual([
    [heavy.callId, 'NO_TEAM_FOR_LOAD'],
    [far.callId, 'NO_TEAM_IN_AREA'],
    [late.callId, 'NO_TEAM_FOR_LOAD'],
  ]);
  expect(data.waitingJobs[0]).toMatchObject({ movingOn: DAY, slot: 'ALL_DAY', tons: 5 });
  const { data: some } = await ask<Waiting>(operator, WAITING, { ...range, first: 1 });
  expect(some.waitingJobs).toHaveLength(1);
});

test('nobody else sees it, and a range that is none is refused', async () => {
  const { ask } = await assign.start();
  const { id } = await assign.register();
  for (const viewer of [customer(id), asMover(id)])
    for (const query of [SCHEDULE, WAITING]) {
      const { codes } = await ask(viewer, query, range);
      expect(codes).toEqual(['FORBIDDEN']);
    }
  const wrong = [
    { from: DAY, to: addDays(DAY, -1) },
    { from: DAY, to: addDays(DAY, 62) },
    { from: '2026-02-30', to: DAY },
    { from: DAY, to: 'tomorrow' },
  ];
  for (const variables of wrong)
    for (const query of [SCHEDULE, WAITING]) {
      const { codes } = await ask(operator, query, variables);
      expect(codes).toEqual(['BAD_USER_INPUT']);
    }
  const { codes } = await ask(operator, WAITING, { ...range, first: 101 });
  expect(codes).toEqual(['BAD_USER_INPUT']);
});

test('62 days of all teams cost three statements: teams, bookings, and the teams’ details', async () => {
  for (const _nth of times(3, () => null)) await assign.register();
  const watched = await watchStatements(assign.config.databaseUrl);
  onTestFinished(watched.close);
  const { ask } = await assign.start({ ASSIGN_DATABASE_URL: watched.url });
  const { data } = await ask<{ schedule: Day[] }>(operator, SCHEDULE, { from: DAY, to: addDays(DAY, 61) });
  expect(data.schedule).toHaveLength(186);
  const reads = watched.texts.filter((text) => /from "(?:movers|bookings)"/.test(text));
  expect(reads).toHaveLength(3);
});
