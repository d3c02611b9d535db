import { until } from '@movecall/service/until';
import { findLetters } from '@movecall/ops/dead-letters';
import { consumersOf, type Producer, producers } from '@movecall/schema/streams';
import { makeCalls, waitForCalls } from '../bulk-calls.ts';
import type { Fault } from '../fault.ts';
import { opsSystemOf } from '../ops-system.ts';
import { newerKinds } from '../poison-entries.ts';
import type { Testbed } from '../testbed.ts';
import { type AddedPoison, addPoison, removePoison } from './added-poison.ts';

export const newerEvents: Omit<Fault, 'group'> = {
  name: 'events of a newer build',
  expect:
    'consumers skip an unknown type; a newer version stays pending, becomes no dead letter, and delays no other event',
  runs: { full: 20, quick: 2 },
  p99Ms: null,
  async inject(testbed, trial) {
    const since = performance.now();
    const added = await addPoison(testbed, trial, newerKinds);
    const toStayPending = added.filter(({ kind }) => kind === 'newer version');
    try {
      const ids = await makeCalls(testbed, trial.random, added.length);
      await waitForCalls(testbed, ids, 'CONFIRMED');
      for (const poison of added) {
        const check = toStayPending.includes(poison) ? findWhyNotPending : findWhyNotSkipped;
        for (const consumer of consumersOf[poison.producer]) {
          const wrong = await check(testbed, consumer, poison);
          if (wrong !== null) trial.violated(`${poison.kind} of ${poison.producer} in ${consumer}: ${wrong}`);
        }
        trial.recovered(performance.now() - since);
      }
      const { length } = await findLetters(opsSystemOf(testbed), producers);
      if (length > 0) trial.violated(`${length} events became dead letters`);
    } finally {
      // No newer build ever consumes them: they are removed, and the processes that hold them are restarted.
      await removePoison(testbed, added);
      await restart(testbed, new Set(toStayPending.flatMap(({ producer }) => consumersOf[producer])));
    }
  },
};

/** Null when the event is pending and not in the inbox. */
async function findWhyNotPending(
  testbed: Testbed,
  consumer: Producer,
  poison: AddedPoison,
): Promise<string | null> {
  const outcome = await inboxOutcome(testbed, consumer, poison);
  const { redis, stream } = testbed.system;
  const { entryId } = poison;
  const pending = await redis.xpending(stream(poison.producer), consumer, entryId, entryId, 1);
  if (outcome === null && pending.length === 1) return null;
  return `${outcome ?? 'not in the inbox'}, ${pending.length} pending`;
}

/** Null when the inbox has the event as APPLIED. */
async function findWhyNotSkipped(
  testbed: Testbed,
  consumer: Producer,
  poison: AddedPoison,
): Promise<string | null> {
  const outcome = await until(
    'the skipped event to be in the inbox',
    async () => (await inboxOutcome(testbed, consumer, poison)) ?? undefined,
  );
  return outcome === 'APPLIED' ? null : outcome;
}

async function inboxOutcome(
  { system }: Testbed,
  consumer: Producer,
  { producer, correlationId }: AddedPoison,
): Promise<string | null> {
  const [row] = await system.sql[consumer]<{ outcome: string }[]>`
    select outcome from inbox where producer = ${producer} and correlation_id = ${correlationId}`;
  return row?.outcome ?? null;
}

async function restart({ system: { stack } }: Testbed, names: ReadonlySet<Producer>): Promise<void> {
  await Promise.all(
    [...names].map(async (name) => {
      await stack.stop(name);
      await stack.start(name);
    }),
  );
}
