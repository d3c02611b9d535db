import { until } from '@movecall/service/until';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, Trial } from '../fault.ts';
import { runConcurrently } from '../run-concurrently.ts';
import { percentile } from '@movecall/testkit/statistics';
import { dayAhead } from '../customer-client.ts';
import type { Testbed } from '../testbed.ts';

const AT_ONCE = 6;
/** A cancel and the assignment it races are at most so far apart. */
const APART_MS = 50;
const STEP_MS = 4;
/** Of fewer, who won how often says nothing yet: the even moment has to be found first. */
const ENOUGH_RUNS = 200;

/** How long a call takes to be confirmed here and now. */
async function usualConfirmationMs(testbed: Testbed, { random }: Trial): Promise<number> {
  const seen: number[] = [];
  await runConcurrently(3 * AT_ONCE, AT_ONCE, async () => {
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
    'whoever wins: cancelled everywhere, the mover free, told of it only if it was confirmed; each wins more than one in five',
  runs: { full: 2_000, quick: 12 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    // Where a cancel is as likely to win as to lose; it follows the machine's moods.
    let even = await usualConfirmationMs(testbed, trial);
    let confirmed = 0;
    await runConcurrently(trial.runs, AT_ONCE, async () => {
      const callId = await testbed.requestUntilAccepted(testbed.newRequest(trial.random));
      // The timing is what this is about.
      await pause(Math.max(0, even + trial.random.int(-APART_MS, APART_MS)));
      const since = performance.now();
      await testbed.cancel(callId);
      await testbed.waitForStatus(callId, 'CANCELLED');
      trial.recovered(performance.now() - since);
      const { count } = await testbed.system.sql
        .call`select from timeline where call_id = ${callId} and status = 'CONFIRMED'`;
      confirmed += count;
      even += count === 0 ? STEP_MS : -STEP_MS;
    });
    const share = Math.round((100 * confirmed) / trial.runs);
    trial.note(`the assignment came first in ${share} %, the cancel in ${100 - share} %`);
    if (trial.runs >= ENOUGH_RUNS && Math.min(share, 100 - share) <= 20)
      trial.violated(`one side won ${Math.max(share, 100 - share)} %: that was no race`);
  },
};

const SAME_KEY_AT_ONCE = 10;

const sameKeyAtOnce: Fault = {
  name: `a request comes ${SAME_KEY_AT_ONCE} times at once with one key`,
  group: 'Races',
  expect: 'one call; everybody who is told of a call is told of that one',
  runs: { full: 200, quick: 2 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    await runConcurrently(trial.runs, 2, async () => {
      const asked = testbed.newRequest(trial.random);
      const since = performance.now();
      const answers = await Promise.all(
        Array.from({ length: SAME_KEY_AT_ONCE }, () => testbed.request(asked)),
      );
      const ids = new Set(
        answers.flatMap((answer) => (answer.outcome === 'ACCEPTED' ? [answer.callId] : [])),
      );
      if (ids.size > 1) trial.violated(`${asked.idempotencyKey}: ${ids.size} calls`);
      const callId = await testbed.requestUntilAccepted(asked);
      await testbed.waitForStatus(callId, 'CONFIRMED');
      trial.recovered(performance.now() - since);
    });
  },
};

const CALLS_FOR_ONE = 20;

const manyForOne: Fault = {
  name: `${CALLS_FOR_ONE} calls at once for the one mover that is free`,
  group: 'One mover',
  expect: 'exactly one gets it, the others wait and know why',
  runs: { full: 500, quick: 2 },
  p99Ms: null,
  async inject(testbed, trial) {
    await leaveOneMover(testbed);
    // Rounds side by side have different days; a round's calls are gone before its day comes again.
    const days = trial.random.shuffle(Array.from({ length: 350 }, (_, nth) => nth + 1));
    await runConcurrently(trial.runs, 3, async (nth) => {
      const movingOn = dayAhead(days[nth % days.length] ?? 1);
      const since = performance.now();
      const ids = await Promise.all(
        Array.from({ length: CALLS_FOR_ONE }, () =>
          testbed.requestUntilAccepted({ ...testbed.newRequest(trial.random), movingOn }),
        ),
      );
      const winners = await until(
        `one of ${CALLS_FOR_ONE} calls to be served and the others to be told to wait`,
        async () => {
          const rows = await testbed.system.sql.call<{ id: string; confirmed: boolean }[]>`
          select id, status = 'CONFIRMED' as confirmed from calls
          where id = any(${ids}::uuid[]) and (status = 'CONFIRMED' or waiting_reason is not null)`;
          const served = rows.filter(({ confirmed }) => confirmed);
          // All wait for as long as the mover is with an attempt that is void by now: it is on its way back.
          return rows.length === ids.length && served.length > 0 ? served : undefined;
        },
        60_000,
      );
      trial.recovered(performance.now() - since);
      if (winners.length !== 1)
        trial.violated(`on ${movingOn}, ${winners.length} of ${CALLS_FOR_ONE} got the mover`);
      // The winner last: until then nobody can be served in its place.
      const won = new Set(winners.map(({ id }) => id));
      await cancelAll(
        testbed,
        ids.filter((id) => !won.has(id)),
      );
      await cancelAll(testbed, [...won]);
    });
  },
};

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
