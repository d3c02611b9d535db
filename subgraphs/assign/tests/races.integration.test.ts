import { addDays } from '@movecall/values/days';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '@movecall/testkit/database';
import type { AssignmentRequest } from '../src/dispatch.ts';
import {
  activeMover,
  announcedMover,
  aRequest,
  createTemplate,
  createWorld,
  DAY,
  nobody,
  requestStatus,
  violations,
  type World,
} from './support.ts';

/** Side by side, as several replicas do it: each command in a transaction and on a connection of its own. */

let template: TestDatabase;
let world: World;
beforeAll(async () => {
  template = await createTemplate();
});
afterAll(() => template.drop());
beforeEach(async () => {
  world = await createWorld(template);
});
afterEach(async () => {
  const violated = await violations(world);
  await world.close();
  expect(violated).toEqual([]);
});

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** Holds each transaction up for a moment between being begun and doing anything, so that every order of events is met. */
const jittered = (work: Parameters<World['handle']['db']['transaction']>[0]): Promise<unknown> =>
  world.handle.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_sleep(random() * 0.004)`);
    return work(tx);
  });
const request = (asked: AssignmentRequest) => jittered((tx) => world.store.request(tx, asked, nobody));
const cancel = (callId: string) => jittered((tx) => world.store.cancel(tx, callId, nobody));

test('of twenty who want one mover on one day exactly one gets it, thirty times', async () => {
  const mover = await world.register();
  for (let round = 0; round < 30; round++) {
    const asked = times(20, () => aRequest({ movingOn: addDays(DAY, round) }));
    await Promise.all(asked.map(request));
    const given = await Promise.all(asked.map(({ callId }) => activeMover(world, callId)));
    expect(given.filter((id) => id === mover.id)).toHaveLength(1);
    expect(given.filter((id) => id === null)).toHaveLength(19);
  }
});

test('movers of one base are given out once each', async () => {
  const movers = await Promise.all(times(5, () => world.register()));
  const asked = times(20, () => aRequest());
  await Promise.all(asked.map(request));
  const given = await Promise.all(asked.map(({ callId }) => activeMover(world, callId)));
  expect(given.filter((id) => id !== null).toSorted()).toEqual(movers.map(({ id }) => id).toSorted());
});

test('a cancel that races its request ends cancelled, and the mover goes to the other one who wants it', async () => {
  const mover = await world.register();
  const [least, most] = [100, 500];
  let announced = 0;
  let round = 0;
  // Who is first is left to chance: on, until each of them was some times.
  const each = (): number => Math.min(announced, round - announced);
  for (; round < least || (each() < 3 && round < most); round++) {
    const movingOn = addDays(DAY, round);
    const [cancelled, other] = [aRequest({ movingOn }), aRequest({ movingOn })];
    await Promise.all([request(cancelled), cancel(cancelled.callId), request(other)]);
    expect(await requestStatus(world, cancelled.callId)).toBe('CANCELLED');
    expect(await activeMover(world, cancelled.callId)).toBeNull();
    expect(await activeMover(world, other.callId)).toBe(mover.id);
    if (await announcedMover(world, cancelled.callId)) announced += 1;
  }
  expect(announced, 'the assignment was first now and then').toBeGreaterThanOrEqual(3);
  expect(round - announced, 'so was the cancel').toBeGreaterThanOrEqual(3);
}, 60_000);

test('each release serves one who waits, while all release at once and more come', async () => {
  await Promise.all(times(4, () => world.register()));
  const first = times(4, () => aRequest());
  await Promise.all(first.map(request));
  const [waiting, late] = [times(3, () => aRequest()), times(3, () => aRequest())];
  await Promise.all(waiting.map(request));
  await Promise.all([...first.map(({ callId }) => cancel(callId)), ...late.map(request)]);
  const served = await Promise.all([...waiting, ...late].map(({ callId }) => activeMover(world, callId)));
  expect(served.filter((id) => id !== null)).toHaveLength(4);
});

test('nobody is left waiting by a request that races a mover’s being switched on', async () => {
  const mover = await world.register();
  for (let round = 0; round < 40; round++) {
    await world.store.setAvailability(mover.id, false, nobody);
    const asked = aRequest({ movingOn: addDays(DAY, round) });
    await Promise.all([request(asked), jittered(() => world.store.setAvailability(mover.id, true, nobody))]);
    expect(await activeMover(world, asked.callId)).toBe(mover.id);
  }
});

test('nobody is left waiting by a request that races a mover’s registration', async () => {
  for (let round = 0; round < 20; round++) {
    const asked = aRequest({ movingOn: addDays(DAY, round) });
    const [mover] = await Promise.all([world.register(), request(asked)]);
    expect(await activeMover(world, asked.callId)).toBe(mover.id);
    await world.store.setAvailability(mover.id, false, nobody);
  }
});
