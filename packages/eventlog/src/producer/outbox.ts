import { beginSpan } from '@movecall/telemetry/trace';
import { sql } from 'drizzle-orm';
import type { Cause, Database, EventEnvelope, Fact, Transaction } from '../event.ts';
import { outbox as ownOutbox, type OutboxTables, outboxSequences, relayState } from '../tables.ts';

/**
 * The number of the last event that the relay has numbered; 0 when there is none. The change that the event reports was
 * committed before. A client that reads state afterwards, and then follows the stream from this number, misses no event.
 */
export async function lastNumber(db: Database): Promise<number> {
  const [state] = await db.select({ lastNumber: relayState.lastNumber }).from(relayState);
  return state?.lastNumber ?? 0;
}

/** Unpublished events are counted up to this limit, once for those without a number and once for those with one. */
export const COUNTED = 10_000;

/**
 * A statement that any driver can execute: `events`, the number of events that are not on their stream yet, and `since`, when the
 * oldest of them was recorded. It uses an index, so it is quick however many rows there are.
 *
 * @param prefixes of the outboxes to look into; see createOutboxTables
 */
export const unpublished = (prefixes: readonly string[]): string => `
  select count(*)::int as events, min(stated_at) as since from (
    ${prefixes.map(waitingIn).join(' union all ')}
  ) as waiting`;

const waitingIn = (prefix: string): string => `
    (select stated_at from ${prefix}outbox where number is null order by position limit ${COUNTED})
    union all
    (select stated_at from ${prefix}outbox
      where number > coalesce((select published from ${prefix}relay_state), 0) order by number limit ${COUNTED})`;

/** The channel on which a commit wakes the relay. Postgres scopes channels to a database, so all services use this name. */
export const OUTBOX_CHANNEL = 'outbox';

export interface AppendOptions {
  /** The name of the service. */
  readonly producer: string;
  /** The cause of the facts that have none of their own. */
  readonly cause?: Cause;
  readonly now: Date;
  readonly newId: () => string;
  /** The outbox of the events' stream; the service's own one when absent. */
  readonly outbox?: OutboxTables['outbox'];
}

/**
 * Writes facts to the outbox, in the transaction of the change that they report. Each becomes an event with an id, a time and
 * the next sequence of its correlation id. The commit wakes the relay.
 */
export async function appendEvents(
  tx: Transaction,
  options: AppendOptions,
  facts: readonly Fact[],
): Promise<void> {
  if (facts.length === 0) return;
  const { outbox = ownOutbox } = options;
  const next = await reserveSequences(tx, facts, options.now);
  const events = facts.map((fact): EventEnvelope => {
    const correlationId = canonical(fact.correlationId);
    const reserved = next.get(correlationId);
    if (reserved === undefined) throw new Error(`no sequence was reserved for ${correlationId}`);
    const { sequence, previousTime } = reserved;
    const time = options.now.toISOString();
    next.set(correlationId, { sequence: sequence + 1, previousTime: time });
    const id = options.newId();
    const cause = fact.cause ?? options.cause ?? NO_CAUSE;
    return {
      id,
      type: fact.type,
      version: fact.version,
      time,
      producer: options.producer,
      correlationId,
      sequence,
      ...(previousTime !== null && { previousTime }),
      causationId: cause.causationId,
      traceparent: recordSpan(fact, id, options.producer, cause),
      data: fact.data,
    };
  });
  // The driver sends both statements in one round trip.
  await Promise.all([
    tx.insert(outbox).values(events.map((event) => ({ event }))),
    tx.execute(sql`select pg_notify(${OUTBOX_CHANNEL}, '')`),
  ]);
}

const NO_CAUSE: Cause = { causationId: null, traceparent: null };

/** A UUID as Postgres writes it: upper and lower case are the same id, and share one sequence. */
const canonical = (id: string): string => id.toLowerCase();

/**
 * Records a PRODUCER span for an event and returns the trace context that the event carries. The consumer's span is a child of
 * it, so the gap between the two spans is the time in outbox, relay and stream.
 */
function recordSpan(fact: Fact, id: string, producer: string, cause: Cause): string | null {
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

interface Reserved {
  readonly sequence: number;
  /** When the event before it was recorded. */
  readonly previousTime: string | null;
}

/** Reserves one sequence per fact. @returns the first reserved sequence of each correlation id */
async function reserveSequences(
  tx: Transaction,
  facts: readonly Fact[],
  at: Date,
): Promise<Map<string, Reserved>> {
  const counts = new Map<string, number>();
  for (const fact of facts) {
    const correlationId = canonical(fact.correlationId);
    counts.set(correlationId, (counts.get(correlationId) ?? 0) + 1);
  }
  // Every transaction locks the rows in the same order, so two transactions about the same ids cannot deadlock.
  const wanted = [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([correlationId, last]) => ({ correlationId, last, at }));
  const reserved = await tx
    .insert(outboxSequences)
    .values(wanted)
    .onConflictDoUpdate({
      target: outboxSequences.correlationId,
      set: {
        last: sql`${outboxSequences.last} + excluded.last`,
        at: sql`excluded.at`,
        previousAt: sql`${outboxSequences.at}`,
      },
    })
    .returning();
  return new Map(
    reserved.map(({ correlationId, last, previousAt }) => [
      correlationId,
      {
        sequence: last - (counts.get(correlationId) ?? 0) + 1,
        previousTime: previousAt?.toISOString() ?? null,
      },
    ]),
  );
}
