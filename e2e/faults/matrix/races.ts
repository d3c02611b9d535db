import { until } from '@movecall/service/until';
import { percentile } from '@movecall/testkit/statistics';
import { setTimeout as pause } from 'node:timers/promises';
import { dayAhead } from '../customer-client.ts';
import type { Fault, Trial } from '../fault.ts';
import { PATIENCE_MS } from '../patience.ts';
import { runConcurrently } from '../run-concurrently.ts';
import type { Testbed } from '../testbed.ts';

const CONCURRENCY = 6;
/** A cancel and the assignment that it races are at most this far apart. */
const APART_MS = 50;
const STEP_MS = 4;
/** With fewer runs the share of wins says nothing: the moment at which both sides are equally fast is still being found. */
const ENOUGH_RUNS = 200;

/** The median time from acceptance to confirmation on this machine, ms. */
async function usualConfirmationMs(testbed: Testbed, { random }: Trial): Promise<number> {
  const seen: number[] = [];
  await runConcurrently(3 * CONCURRENCY, CONCURRENCY, async () => {
    const callId = await testbed.requestUntilAccepted(testbed.newRequest(random));
    const since = performance.now();
    await testbed.waitForStatus(callId, 'CONFIRMED');
    seen.push(performance.now() - since);
  });
  return percentile(seen, 0.5) ?? 0;
}

const cancelAgainstAssign: Fault = {
  name: 'a cancel meets the assignment of its call',
  group: 'Races',
  expect:
    'the call is cancelled everywhere and its mover is free; the customer is notified of the mover only after a confirmation; each side wins more than one race in five',
  runs: { full: 2_000, quick: 12 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    // The delay at which both sides win equally often. It follows the machine's load.
    let evenMs = await usualConfirmationMs(testbed, trial);
    let confirmed = 0;
    await runConcurrently(trial.runs, CONCURRENCY, async () => {
      const callId = await testbed.requestUntilAccepted(testbed.newRequest(trial.random));
      // The timing is the point of this fault.
      await pause(Math.max(0, evenMs + trial.random.int(-APART_MS, APART_MS)));
      const since = performance.now();
      await testbed.cancel(callId);
      await testbed.waitForStatus(callId, 'CANCELLED');
      trial.recovered(performance.now() - since);
      const { count } = await testbed.system.sql
        .call`select from timeline where call_id = ${callId} and status = 'CONFIRMED'`;
      confirmed += count;
      evenMs += count === 0 ? STEP_MS : -STEP_MS;
    });
    const share = Math.round((100 * confirmed) / trial.runs);
    trial.note(`the assignment came first in ${share} %, the cancel in ${100 - share} %`);
    if (trial.runs >= ENOUGH_RUNS && Math.min(share, 100 - share) <= 20)
      trial.violated(`one side won ${Math.max(share, 100 - share)} % of the races, which is too one-sided`);
  },
};

const SAME_KEY_AT_ONCE = 10;

const sameKeyAtOnce: Fault = {
  name: `a request comes ${SAME_KEY_AT_ONCE} times at once with one key`,
  group: 'Races',
  expect: 'there is one call, and every accepted answer names it',
  runs: { full: 200, quick: 2 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    await runConcurrently(trial.runs, 2, async () => {
      const request = testbed.newRequest(trial.random);
      const since = performance.now();
      const answers = await Promise.all(
        Array.from({ length: SAME_KEY_AT_ONCE }, () => testbed.request(request)),
      );
      const ids = new Set(
        answers.flatMap((answer) => (answer.outcome === 'ACCEPTED' ? [answer.callId] : [])),
      );
      if (ids.size > 1) trial.violated(`key ${request.idempotencyKey} became ${ids.size} calls`);
      const callId = await testbed.requestUntilAccepted(request);
      await testbed.waitForStatus(callId, 'CONFIRMED');
      trial.recovered(performance.now() - since);
    });
  },
};

const CALLS_FOR_ONE = 20;

const manyForOne: Fault = {
  name: `${CALLS_FOR_ONE} calls at once for the one mover that is free`,
  group: 'Many calls for one mover',
  ownSystem: true,
  expect: 'exactly one call gets the mover; the others wait, with the reason',
  runs: { full: 500, quick: 2 },
  p99Ms: null,
  async inject(testbed, trial) {
    await leaveOneMover(testbed);
    // Rounds that run at the same time have different days. A day is used again only after its calls are cancelled.
    const days = trial.random.shuffle(Array.from({ length: 350 }, (_, nth) => nth + 1));
    await runConcurrently(trial.runs, 3, async (nth) => {
      const movingOn = dayAhead(days[nth % days.length] ?? 1);
      const since = performance.now();
      const ids = await Promise.all(
        Array.from({ length: CALLS_FOR_ONE }, () =>
          testbed.requestUntilAccepted({ ...testbed.newRequest(trial.random), movingOn }),
        ),
      );
      const winners = await waitForWinners(testbed, ids);
      trial.recovered(performance.now() - since);
      if (winners.length !== 1)
        trial.violated(`on ${movingOn}, ${winners.length} of ${CALLS_FOR_ONE} got the mover`);
      // The winner is cancelled last, so that no other call gets its mover meanwhile.
      const won = new Set(winners);
      await cancelAll(
        testbed,
        ids.filter((id) => !won.has(id)),
      );
      await cancelAll(testbed, [...won]);
    });
  },
};

/** The ids of the confirmed calls, once at least one is confirmed and every other one has a waiting reason. */
const waitForWinners = (testbed: Testbed, ids: readonly string[]): Promise<string[]> =>
  until(
    `one of ${ids.length} calls to be confirmed and the others to have a waiting reason`,
    async () => {
      const rows = await testbed.system.sql.call<{ id: string; confirmed: boolean }[]>`
        select id, status = 'CONFIRMED' as confirmed from calls
        where id = any(${[...ids]}::uuid[]) and (status = 'CONFIRMED' or waiting_reason is not null)`;
      const winners = rows.filter(({ confirmed }) => confirmed).map(({ id }) => id);
      // An attempt that was voided may hold the mover for a moment: then all calls wait.
      return rows.length === ids.length && winners.length > 0 ? winners : undefined;
    },
    PATIENCE_MS,
  );

async function cancelAll(testbed: Testbed, ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((id) => testbed.cancel(id)));
  await Promise.all(ids.map((id) => testbed.waitForStatus(id, 'CANCELLED')));
}

async function leaveOneMover({ system }: Testbed): Promise<void> {
  const { movers } = await system.operator.ask<{ movers: { nodes: { id: string }[] } }>(
    '{ movers(first: 100, available: true) { nodes { id } } }',
  );
  for (const { id } of movers.nodes.slice(1)) {
    await system.operator.ask(
      'mutation ($id: ID!) { setMoverAvailability(id: $id, available: false) { userErrors { code } } }',
      { id },
    );
  }
}

export const races: readonly Fault[] = [cancelAgainstAssign, sameKeyAtOnce];
export const oneMover: readonly Fault[] = [manyForOne];
