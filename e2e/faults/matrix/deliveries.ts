import { until } from '@movecall/service/until';
import { producers } from '@movecall/schema/streams';
import type { FaultProxy } from '@movecall/testkit/fault-proxy';
import { makeCalls, waitForCalls } from '../bulk-calls.ts';
import type { Fault } from '../fault.ts';
import { PATIENCE_MS } from '../patience.ts';
import type { Random } from '../random.ts';
import type { Testbed } from '../testbed.ts';
import { digestTables, isEverythingConsumed, waitUntilPublished } from './stream-state.ts';

type DeliveryFault = Omit<Fault, 'group' | 'replicas'>;

const CALLS = 20;
const CANCELS = 6;
const BATCH = 500;

interface Entry {
  readonly stream: string;
  readonly fields: string[];
}

export const deliveredAgain: DeliveryFault = {
  name: 'events are delivered again and again, shuffled',
  expect: `no row of any database and no message changes; measured until a batch of ${BATCH} is consumed`,
  runs: { full: 10_000, quick: 200 },
  p99Ms: null,
  async inject(testbed, trial) {
    const { system } = testbed;
    const ids = await makeCalls(testbed, trial.random, CALLS);
    await Promise.all(ids.slice(0, CANCELS).map((id) => testbed.cancel(id)));
    await system.settle();
    const before = await digestTables(testbed);

    const originals = await allEntries(testbed);
    const copies = copiesOf(originals, trial.runs, trial.random);
    for (let at = 0; at < copies.length; at += BATCH) {
      const batch = copies.slice(at, at + BATCH);
      const since = performance.now();
      const pipeline = system.redis.pipeline();
      for (const { stream, fields } of batch) pipeline.xadd(stream, '*', ...fields);
      await pipeline.exec();
      const isConsumed = async () => (await isEverythingConsumed(testbed)) || undefined;
      await until('the copies to be consumed', isConsumed, 120_000);
      for (const _ of batch) trial.recovered(performance.now() - since);
    }
    await system.settle();
    const after = await digestTables(testbed);
    for (const [what, digest] of before) {
      if (after.get(what) !== digest) trial.violated(`${what} has changed`);
    }
    trial.note(`${originals.length} events delivered again; ${before.size} tables and the messages compared`);
  },
};

async function allEntries({ system }: Testbed): Promise<Entry[]> {
  const perStream = await Promise.all(
    producers.map(async (producer) => {
      const stream = system.stream(producer);
      const entries = await system.redis.xrange(stream, '-', '+');
      return entries.map(([, fields]) => ({ stream, fields }));
    }),
  );
  return perStream.flat();
}

/** `count` copies in random order: one to nine of each entry, and more of each when these are not enough. */
function copiesOf(originals: readonly Entry[], count: number, random: Random): Entry[] {
  const copies: Entry[] = [];
  while (copies.length < count) {
    for (const entry of random.shuffle(originals)) {
      for (let nth = random.int(1, 9); nth > 0; nth -= 1) copies.push(entry);
    }
  }
  return random.shuffle(copies.slice(0, count));
}

export const reversed: DeliveryFault = {
  name: 'events arrive in reversed order the first time',
  expect:
    'the outcome is that of the right order: a cancelled call is cancelled, and alerts are sent in order',
  runs: { full: 100, quick: 2 },
  p99Ms: null,
  inject: (testbed, trial) =>
    withRefused([testbed.redisLine.assign, testbed.redisLine.notifier], async (open) => {
      const ids = await makeCalls(testbed, trial.random, trial.runs);
      // An order needs at least two events per call: for assign only a cancelled call has two.
      const cancelled = ids.filter((_, nth) => nth % 2 === 0);
      const kept = ids.filter((_, nth) => nth % 2 === 1);
      await Promise.all(cancelled.map((id) => testbed.cancel(id)));
      await waitUntilManageConsumed(testbed, kept, cancelled);
      await reverseEntries(testbed, ids);
      const since = open();
      const onSettled = (): void => trial.recovered(performance.now() - since);
      await Promise.all([
        waitForCalls(testbed, kept, 'CONFIRMED', { onSettled }),
        waitForCalls(testbed, cancelled, 'CANCELLED', { onSettled }),
      ]);
    }),
};

async function waitUntilManageConsumed(
  { system: { sql } }: Testbed,
  kept: readonly string[],
  cancelled: readonly string[],
): Promise<void> {
  await until(
    'manage to cancel the orders, and call to have the other calls in ASSIGNING',
    async () => {
      const [orders, calls] = await Promise.all([
        sql.manage`select from orders where call_id = any(${[...cancelled]}::uuid[]) and status = 'CANCELLED'`,
        sql.call`select from calls where id = any(${[...kept]}::uuid[]) and status = 'ASSIGNING'`,
      ]);
      return (orders.count === cancelled.length && calls.count === kept.length) || undefined;
    },
    PATIENCE_MS,
  );
}

/** Replaces the entries of manage and call about these calls by copies in reversed order. */
async function reverseEntries(testbed: Testbed, ids: readonly string[]): Promise<void> {
  const published = await Promise.all(
    (['manage', 'call'] as const).map((producer) => waitUntilPublished(testbed, producer, ids)),
  );
  const transaction = testbed.system.redis.multi();
  for (const { stream, entries } of published) {
    // The last entry stays in place and so becomes the first: without it the relay would append everything again, in order.
    const others = entries.slice(0, -1);
    transaction.xdel(stream, ...others.map(([id]) => id));
    for (const [, fields] of others.toReversed()) transaction.xadd(stream, '*', ...fields);
  }
  await transaction.exec();
}

export const assignmentFirst: DeliveryFault = {
  name: 'an assignment arrives before the request that it answers',
  expect: 'the assignment proves the request: the call is confirmed, and no version is missing',
  runs: { full: 100, quick: 2 },
  p99Ms: null,
  inject: (testbed, trial) =>
    withRefused([testbed.redisLine.call], async (openCall) => {
      const ids = await makeCalls(testbed, trial.random, trial.runs);
      const last = await makeCalls(testbed, trial.random, 1);
      await waitUntilPublished(testbed, 'assign', [...ids, ...last], trial.runs + 1);
      // The entry of the last request stays in place: without it the relay would append everything again.
      const { stream, entries } = await waitUntilPublished(testbed, 'manage', ids);
      const { redis, sql } = testbed.system;
      await redis.xdel(stream, ...entries.map(([id]) => id));
      const since = openCall();
      await until(
        'the calls to be confirmed without the requests',
        async () => {
          const { count } =
            await sql.call`select from calls where id = any(${ids}::uuid[]) and status = 'CONFIRMED'`;
          return count === ids.length || undefined;
        },
        PATIENCE_MS,
      );
      for (const _ of ids) trial.recovered(performance.now() - since);
      for (const [, fields] of entries) await redis.xadd(stream, '*', ...fields);
      await waitForCalls(testbed, [...ids, ...last], 'CONFIRMED');
    }),
};

/**
 * Runs `work` while connections are refused. `open` lets them pass and returns the moment (performance.now). They pass in any
 * case once `work` is over.
 */
async function withRefused(
  lines: readonly FaultProxy[],
  work: (open: () => number) => Promise<void>,
): Promise<void> {
  const open = (): number => {
    for (const line of lines) line.set({ kind: 'open' });
    return performance.now();
  };
  for (const line of lines) line.set({ kind: 'refused' });
  try {
    await work(open);
  } finally {
    open();
  }
}
