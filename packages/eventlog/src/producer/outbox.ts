import { beginSpan } from '@movecall/telemetry/trace';
import { getTableName, type SQL, sql } from 'drizzle-orm';
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

/**
 * The channel on which a commit wakes the relay, with the prefix of the outbox that has new events. Postgres scopes channels to a
 * database, so all services use this name.
 */
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
  const { outbox = ownOutbox, producer, cause = NO_CAUSE } = options;
  const time = options.now.toISOString();
  const events = facts.map((fact) => {
    const id = options.newId();
    const { causationId, traceparent } = fact.cause ?? cause;
    return {
      id,
      type: fact.type,
      version: fact.version,
      time,
      producer,
      correlationId: canonical(fact.correlationId),
      causationId,
      traceparent: recordSpan(fact, id, producer, { causationId, traceparent }),
      data: fact.data,
    } satisfies Omit<EventEnvelope, 'sequence' | 'previousTime'>;
  });
  await tx.execute(insertInSequence(outbox, events, time));
}

/** The prefix of an outbox's tables, which also names it in a notification. */
const prefixOf = (outbox: OutboxTables['outbox']): string => getTableName(outbox).slice(0, -'outbox'.length);

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

/**
 * Inserts events, each with the next sequence of its correlation id, and the time of the event before it, and notifies the relay. Every
 * transaction locks the sequences in the same order, so two transactions about the same ids cannot deadlock.
 */
const insertInSequence = (
  outbox: OutboxTables['outbox'],
  events: readonly { readonly correlationId: string }[],
  time: string,
): SQL => sql`
  with given as materialized (
    select position, event, (event ->> 'correlationId')::uuid as correlation_id,
      row_number() over (partition by event ->> 'correlationId' order by position) as nth
    from jsonb_array_elements(${JSON.stringify(events)}::jsonb) with ordinality as given (event, position)
  ), counted as (
    select correlation_id, max(nth) as events from given group by correlation_id
  ), reserved as (
    insert into ${outboxSequences} as known (correlation_id, last, at)
    select correlation_id, events, ${time}::timestamptz from counted order by correlation_id
    on conflict (correlation_id) do update
      set last = known.last + excluded.last, at = excluded.at, previous_at = known.at
    returning correlation_id, last, previous_at
  ), appended as (insert into ${outbox} (event)
  select event || jsonb_build_object('sequence', last - events + nth) ||
    case when nth > 1 then jsonb_build_object('previousTime', ${time}::text)
      when previous_at is null then '{}'::jsonb
      else jsonb_build_object('previousTime', to_char(previous_at at time zone 'UTC', ${ISO})) end
  from given join reserved using (correlation_id) join counted using (correlation_id)
  order by position returning 1)
  select pg_notify(${OUTBOX_CHANNEL}, ${prefixOf(outbox)}) from (select count(*) from appended) as once`;

/** RFC 3339 with milliseconds, as `Date.toISOString` writes it. */
const ISO = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"';
