import { amount } from '@movecall/testkit/amount';
import { addDays } from '@movecall/values/days';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AssignmentRequest } from '../src/dispatch/dispatch.ts';
import { aRequest, DAY, noCause, times } from './fixtures.ts';
import { activeMover, announcedMover, type AssignHarness, createAssign, requestStatus } from './harness.ts';
import { violations } from './violations.ts';

/** Commands run concurrently, as in several replicas: each in a transaction and on a connection of its own. */

/** Rounds of a race. */
const ROUNDS = amount({ usual: 10, long: 40 });

let assign: AssignHarness;
beforeEach(async () => {
  assign = await createAssign();
});
afterEach(async () => {
  const violated = await violations(assign);
  await assign.close();
  expect(violated).toEqual([]);
});

/** Delays each transaction by a random moment after its begin, so that the commands meet in every order. */
const jittered = (work: Parameters<AssignHarness['db']['transaction']>[0]): Promise<unknown> =>
  assign.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_sleep(random() * 0.004)`);
    return work(tx);
  });
const request = (asked: AssignmentRequest) => jittered((tx) => assign.store.request(tx, asked, noCause));
const cancel = (callId: string) => jittered((tx) => assign.store.cancel(tx, callId, noCause));

test('exactly one of twenty requests for the same day gets the only mover, day after day', async () => {
  const mover = await assign.register();
  for (let round = 0; round < ROUNDS; round++) {
    const asked = times(20, () => aRequest({ movingOn: addDays(DAY, round) }));
    await Promise.all(asked.map(request));
    const given = await Promise.all(asked.map(({ callId }) => activeMover(assign, callId)));
    expect(given.filter((id) => id === mover.id)).toHaveLength(1);
    expect(given.filter((id) => id === null)).toHaveLength(19);
  }
});

test('movers that share a base are assigned once each', async () => {
  const movers = await Promise.all(times(5, () => assign.register()));
  const asked = times(20, () => aRequest());
  await Promise.all(asked.map(request));
  const given = await Promise.all(asked.map(({ callId }) => activeMover(assign, callId)));
  expect(given.filter((id) => id !== null).toSorted()).toEqual(movers.map(({ id }) => id).toSorted());
});

test('a cancel that races its request wins, and another request gets the mover', async () => {
  const mover = await assign.register();
  const [least, most] = [amount({ usual: 25, long: 100 }), 500];
  let announced = 0;
  let round = 0;
  // Chance decides which is first: it goes on until each was first a few times.
  const each = (): number => Math.min(announced, round - announced);
  for (; round < least || (each() < 3 && round < most); round++) {
    const movingOn = addDays(DAY, round);
    const [cancelled, other] = [aRequest({ movingOn }), aRequest({ movingOn })];
    await Promise.all([request(cancelled), cancel(cancelled.callId), request(other)]);
    expect(await requestStatus(assign, cancelled.callId)).toBe('CANCELLED');
    expect(await activeMover(assign, cancelled.callId)).toBeNull();
    expect(await activeMover(assign, other.callId)).toBe(mover.id);
    if (await announcedMover(assign, cancelled.callId)) announced += 1;
  }
  expect(announced, 'rounds in which the assignment was first').toBeGreaterThanOrEqual(3);
  expect(round - announced, 'rounds in which the cancel was first').toBeGreaterThanOrEqual(3);
}, 60_000);

test('each release serves one waiting request, while all release at once and more requests arrive', async () => {
  await Promise.all(times(4, () => assign.register()));
  const first = times(4, () => aRequest());
  await Promise.all(first.map(request));
  const [waiting, late] = [times(3, () => aRequest()), times(3, () => aRequest())];
  await Promise.all(waiting.map(request));
  await Promise.all([...first.map(({ callId }) => cancel(callId)), ...late.map(request)]);
  const served = await Promise.all([...waiting, ...late].map(({ callId }) => activeMover(assign, callId)));
  expect(served.filter((id) => id !== null)).toHaveLength(4);
});

test('no request waits in vain when it races a mover that becomes available', async () => {
  const mover = await assign.register();
  for (let round = 0; round < ROUNDS; round++) {
    await assign.store.setAvailability(mover.id, false, noCause);
    const asked = aRequest({ movingOn: addDays(DAY, round) });
    await Promise.all([
      request(asked),
      jittered(() => assign.store.setAvailability(mover.id, true, noCause)),
    ]);
    expect(await activeMover(assign, asked.callId)).toBe(mover.id);
  }
});

test('no request waits in vain when it races a registration', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const asked = aRequest({ movingOn: addDays(DAY, round) });
    const [mover] = await Promise.all([assign.register(), request(asked)]);
    expect(await activeMover(assign, asked.callId)).toBe(mover.id);
    await assign.store.setAvailability(mover.id, false, noCause);
  }
});
