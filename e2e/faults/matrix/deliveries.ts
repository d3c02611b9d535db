import { until } from '@movecall/service/until';
import { isCaughtUp, readEnvelope, streamState } from '@movecall/eventlog';
import { consumersOf, type Producer, producers } from '@movecall/schema/events';
import { waitForCalls, makeCalls } from '../bulk-calls.ts';
import type { Fault } from '../fault.ts';
import type { FaultProxy } from '@movecall/testkit/fault-proxy';
import type { Testbed } from '../testbed.ts';

type Line = Omit<Fault, 'group' | 'replicas'>;

const CALLS = 20;
const CANCELS = 6;
const BATCH = 500;

export const deliveredAgain: Line = {
  name: 'events are delivered again and again, shuffled',
  expect:
    'nothing changes: not a row in any database, not a message; measured until a batch of 500 is dealt with',
  runs: { full: 10_000, quick: 200 },
  p99Ms: null,
  async inject(testbed, trial) {
    const { system } = testbed;
    const ids = await makeCalls(testbed, trial.random, CALLS);
    await Promise.all(ids.slice(0, CANCELS).map((id) => testbed.cancel(id)));
    await system.settle();
    const before = await everything(testbed);

    const originals = await Promise.all(
      producers.map(async (producer) => {
        const entries = await system.redis.xrange(system.stream(producer), '-', '+');
        return entries.map(([, fields]) => ({ stream: system.stream(producer), fields }));
      }),
    );
    // Each twice to ten times in all, and again from the beginning until they are as many as were asked for.
    const copies: { stream: string; fields: string[] }[] = [];
    while (copies.length < trial.runs) {
      for (const entry of trial.random.shuffle(originals.flat())) {
        for (let nth = trial.random.int(1, 9); nth > 0; nth -= 1) copies.push(entry);
      }
    }
    const shuffled = trial.random.shuffle(copies.slice(0, trial.runs));
    for (let at = 0; at < shuffled.length; at += BATCH) {
      const batch = shuffled.slice(at, at + BATCH);
      const since = performance.now();
      const pipeline = system.redis.pipeline();
      for (const { stream, fields } of batch) pipeline.xadd(stream, '*', ...fields);
      await pipeline.exec();
      await until('copies to be dealt with', async () => (await allRead(testbed)) || undefined, 120_000);
      for (const _ of batch) trial.recovered(performance.now() - since);
    }
    await system.settle();
    const after = await everything(testbed);
    for (const [what, digest] of before) {
      if (after.get(what) !== digest) trial.violated(`${what} is not what it was`);
    }
    trial.note(`${originals.flat().length} events, ${before.size} tables and the messages compared`);
  },
};

export const reversed: Line = {
  name: 'events arrive in reversed order the first time',
  expect: 'they have the effect of the right order: requested and cancelled is cancelled, told in order',
  runs: { full: 100, quick: 2 },
  p99Ms: null,
  inject: (testbed, trial) =>
    withRefused([testbed.redisLine.assign, testbed.redisLine.notifier], async (open) => {
      const ids = await makeCalls(testbed, trial.random, trial.runs);
      // Two or more events about one call are needed for an order: assign's are of those that are cancelled.
      const cancelled = ids.filter((_, nth) => nth % 2 === 0);
      const kept = ids.filter((_, nth) => nth % 2 === 1);
      await Promise.all(cancelled.map((id) => testbed.cancel(id)));
      await until(
        'call and manage to be through with them',
        async () => {
          const [orders, calls] = await Promise.all([
            testbed.system.sql
              .manage`select from orders where call_id = any(${cancelled}::uuid[]) and status = 'CANCELLED'`,
            testbed.system.sql
              .call`select from calls where id = any(${kept}::uuid[]) and status = 'ASSIGNING'`,
          ]);
          return (orders.count === cancelled.length && calls.count === kept.length) || undefined;
        },
        60_000,
      );
      const about = await Promise.all(
        (['manage', 'call'] as const).map((producer) => published(testbed, producer, ids)),
      );
      const exchange = testbed.system.redis.multi();
      for (const { stream, entries } of about) {
        // The last one is the first now as it is; without it the relay would append everything again, in order.
        const others = entries.slice(0, -1);
        exchange.xdel(stream, ...others.map(([id]) => id));
        for (const [, fields] of others.toReversed()) exchange.xadd(stream, '*', ...fields);
      }
      await exchange.exec();
      const since = open();
      const onArrival = (): void => trial.recovered(performance.now() - since);
      await Promise.all([
        waitForCalls(testbed, kept, 'CONFIRMED', { onSettled: onArrival }),
        waitForCalls(testbed, cancelled, 'CANCELLED', { onSettled: onArrival }),
      ]);
    }),
};

export const assignmentFirst: Line = {
  name: 'an assignment arrives before the request that it answers',
  expect: 'it proves the request: the call is confirmed, with no version left out',
  runs: { full: 100, quick: 2 },
  p99Ms: null,
  inject: (testbed, trial) =>
    withRefused([testbed.redisLine.call], async (openCall) => {
      const ids = await makeCalls(testbed, trial.random, trial.runs);
      const last = await makeCalls(testbed, trial.random, 1);
      await published(testbed, 'assign', [...ids, ...last], trial.runs + 1);
      // The last request stays where it is: without it the relay would append everything again.
      const { stream, entries } = await published(testbed, 'manage', ids);
      await testbed.system.redis.xdel(stream, ...entries.map(([id]) => id));
      const since = openCall();
      await until(
        'the calls to be confirmed without the requests',
        async () => {
          const { count } = await testbed.system.sql
            .call`select from calls where id = any(${ids}::uuid[]) and status = 'CONFIRMED'`;
          return count === ids.length || undefined;
        },
        60_000,
      );
      for (const _ of ids) trial.recovered(performance.now() - since);
      for (const [, fields] of entries) await testbed.system.redis.xadd(stream, '*', ...fields);
      await waitForCalls(testbed, [...ids, ...last], 'CONFIRMED');
    }),
};

/** Works while lines are refused; `open` opens them and answers when that was. They are open afterwards. */
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

/** Resolves with a producer's entries about some calls once all that it stated about them, `atLeast` so many, is on its stream. */
async function published({ system }: Testbed, producer: Producer, ids: readonly string[], atLeast = 1) {
  const stream = system.stream(producer);
  const wanted = new Set(ids);
  const entries = await until(
    `all events of ${producer}`,
    async () => {
      const { count } = await system.sql[producer]`
      select from outbox where event ->> 'correlationId' = any(${[...ids]}::text[])`;
      const found = (await system.redis.xrange(stream, '-', '+')).filter(([, fields]) => {
        const payload = fields.at(fields.indexOf('event') + 1) ?? '';
        return wanted.has(readEnvelope({ payload }).correlationId);
      });
      return count >= atLeast && found.length === count ? found : undefined;
    },
    60_000,
  );
  return { stream, entries };
}

async function allRead({ system }: Testbed): Promise<boolean> {
  const answers = await Promise.all(
    producers.map(async (producer) => {
      const state = await streamState(system.redis, system.stream(producer));
      return consumersOf[producer].every((name) =>
        state.groups.some((known) => known.group === name && isCaughtUp(state, known)),
      );
    }),
  );
  return answers.every(Boolean);
}

/** A digest of every table of every service, but for the relay's notes of how far it is, and of all messages. */
async function everything({ system }: Testbed): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const service of producers) {
    const sql = system.sql[service];
    const tables = await sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'relay_state' order by 1`;
    for (const { name } of tables) {
      const [row] = await sql<{ digest: string }[]>`
        select md5(coalesce(string_agg(row::text, ';' order by row::text), '')) as digest from ${sql(name)} as row`;
      found.set(`${service}.${name}`, row?.digest ?? '');
    }
  }
  const messages = await fetch(`${system.addresses.sandbox}/messages`);
  found.set('what the provider took', await messages.text());
  return found;
}
