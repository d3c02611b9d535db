import { beginSpan } from '@movecall/telemetry/trace';
import { sql } from 'drizzle-orm';
import type { Cause, Database, EventEnvelope, Fact, Transaction } from './event.ts';
import { outbox, outboxSequences, relayState } from './tables.ts';

/**
 * The number of the last event that the relay has taken up. What it tells of was committed by then, so whoever reads state
 * afterwards and follows the stream from this number on misses nothing.
 */
export async function lastNumber(db: Database): Promise<number> {
  const [state] = await db.select({ lastNumber: relayState.lastNumber }).from(relayState);
  return state?.lastNumber ?? 0;
}

/** Events that wait for their relay are counted so far: those that have no number yet, and those that have one. */
export const COUNTED = 10_000;

/**
 * A statement, for whichever driver: how many `events` are stated and not on the stream yet, and `since` when the oldest of
 * them is. However many they are, an index finds them.
 */
export const UNPUBLISHED = `
  select count(*)::int as events, min(stated_at) as since from (
    (select stated_at from outbox where number is null order by position limit ${COUNTED})
    union all
    (select stated_at from outbox
      where number > coalesce((select published from relay_state), 0) order by number limit ${COUNTED})
  ) as waiting`;

/** The channel on which a commit wakes the relay. Channels are per database, so one name serves all. */
export const OUTBOX_CHANNEL = 'outbox';

export interface AppendOptions {
  readonly producer: string;
  readonly cause: Cause;
  readonly now: Date;
  readonly newId: () => string;
}

/**
 * States facts in the transaction that makes them true: each gets its id, its time and the next sequence of its
 * correlation id. When the transaction commits, the relay wakes.
 */
export async function appendEvents(
  tx: Transaction,
  options: AppendOptions,
  facts: readonly Fact[],
): Promise<void> {
  if (facts.length === 0) return;
  const next = await reserveSequences(tx, facts);
  const events = facts.map((fact): EventEnvelope => {
    // As Postgres writes it: a UUID in capitals is the same thing, and has the same sequence.
    const correlationId = fact.correlationId.toLowerCase();
    const sequence = next.get(correlationId);
    if (sequence === undefined) throw new Error(`no sequence was reserved for ${correlationId}`);
    next.set(correlationId, sequence + 1);
    const id = options.newId();
    return {
      id,
      type: fact.type,
      version: fact.version,
      time: options.now.toISOString(),
      producer: options.producer,
      correlationId,
      sequence,
      causationId: options.cause.causationId,
      traceparent: traceStating(fact, id, options),
      data: fact.data,
    };
  });
  // In one round trip.
  await Promise.all([
    tx.insert(outbox).values(events.map((event) => ({ event }))),
    tx.execute(sql`select pg_notify(${OUTBOX_CHANNEL}, '')`),
  ]);
}

/**
 * An event goes on under a span of its own from where it is stated: that is when it becomes true, and what follows until a
 * consumer has it, outbox, relay and stream, is the gap behind that span.
 */
function traceStating(fact: Fact, id: string, { producer, cause }: AppendOptions): string | null {
  const begun = beginSpan(`create ${fact.type}`, {
    kind: 'PRODUCER',
    parent: cause.traceparent,
    attributes: {
      'messaging.system': 'redis',
      'messaging.operation.type': 'create',
      'messaging.destination.name': producer,
      'messaging.message.id': id,
      'messaging.message.conversation_id': fact.correlationId,
    },
  });
  begun?.end();
  return begun ? begun.span.traceparent : cause.traceparent;
}

/** Reserves as many sequences as there are facts for each correlation id; answers the first of each. */
async function reserveSequences(tx: Transaction, facts: readonly Fact[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const fact of facts) {
    const correlationId = fact.correlationId.toLowerCase();
    counts.set(correlationId, (counts.get(correlationId) ?? 0) + 1);
  }
  // In one order for everyone, so that two transactions about the same things cannot wait for each other.
  const wanted = [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([correlationId, last]) => ({ correlationId, last }));
  const reserved = await tx
    .insert(outboxSequences)
    .values(wanted)
    .onConflictDoUpdate({
      target: outboxSequences.correlationId,
      set: { last: sql`${outboxSequences.last} + excluded.last` },
    })
    .returning();
  return new Map(
    reserved.map(({ correlationId, last }) => [correlationId, last - (counts.get(correlationId) ?? 0) + 1]),
  );
}
