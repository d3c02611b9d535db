import { failpoint } from '@movecall/failpoints';
import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Database, EventEnvelope, Transaction } from '../event.ts';
import type { StreamEntry } from '../stream/entries.ts';
import { inbox } from '../tables.ts';
import { deleteDeadLettersOf, type Failure, storeDeadLetter } from './dead-letters.ts';

/** Thrown by a handler: an event cannot be applied yet. It is put off, and that is no failure. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';
}

/**
 * Applies events in the transaction that also writes their inbox rows. Events of one correlation id are in the order of their
 * producer's sequence; events of different ones are in the order of their arrival.
 */
export type Handle = (tx: Transaction, events: readonly EventEnvelope[]) => Promise<void>;

/** When an event may be applied. */
export interface InboxRules {
  /** How long the inbox keeps its rows, ms. */
  readonly inboxKeptMs: number;
  /**
   * A condition on `event.correlation_id`, in SQL: whether the events of that id have to wait for another change of the same service.
   * It is asked when an event is about to be applied; what it lets through once, it must let through always. It is not asked again
   * when an operator redrives an event that was given up.
   */
  readonly heldBack?: SQL;
}

/** An entry and the event in it. */
export interface Received {
  readonly entry: StreamEntry;
  readonly event: EventEnvelope;
}

/**
 * - `APPLIED`: the event was applied.
 * - `REDRIVEN`: the event had been given up, and was applied after all.
 * - `SEEN`: the event had been applied before.
 * - `GAP`: the event's predecessor has not been applied yet, or another change of this service must come before the event.
 */
export type Outcome = 'APPLIED' | 'REDRIVEN' | 'SEEN' | 'GAP';

const isItsTurn = (outcome: Outcome | undefined): boolean => outcome === 'APPLIED' || outcome === 'REDRIVEN';

/**
 * Applies events and writes their inbox rows in one transaction: each once, and in the order of its producer's sequence. Dead
 * letters of an event that had been given up are deleted in the same transaction.
 *
 * @param received without duplicates; those of one correlation id in the order of their sequence
 * @returns the outcome of each event
 * @throws whatever `handle` throws; the transaction is rolled back
 */
export const applyOnce = (
  db: Database,
  received: readonly Received[],
  handle: Handle,
  rules: InboxRules,
): Promise<readonly Outcome[]> =>
  db.transaction(async (tx) => {
    const outcomes = await writeInboxRows(
      tx,
      received.map(({ event }) => event),
      'APPLIED',
      rules,
    );
    const turns = received.filter((_, nth) => isItsTurn(outcomes[nth]));
    if (turns.length === 0) return outcomes;
    await handle(
      tx,
      turns.map(({ event }) => event),
    );
    for (const [nth, { entry, event }] of received.entries()) {
      if (mayHaveLetters(entry, outcomes[nth])) await deleteDeadLettersOf(tx, event);
    }
    await failpoint('consumer.applied');
    return outcomes;
  });

/**
 * Gives an entry up: stores it as a dead letter, and lets the sequence of its correlation id continue without it.
 *
 * @param event null when the entry is malformed
 * @returns false when another replica has finished the entry before
 */
export const giveUp = (
  db: Database,
  entry: StreamEntry,
  event: EventEnvelope | null,
  failure: Failure,
  { inboxKeptMs }: Pick<InboxRules, 'inboxKeptMs'>,
): Promise<boolean> =>
  db.transaction(async (tx) => {
    if (event) {
      const [outcome] = await writeInboxRows(tx, [event], 'DEAD', { inboxKeptMs });
      if (!isItsTurn(outcome)) return false;
      if (mayHaveLetters(entry, outcome)) await deleteDeadLettersOf(tx, event);
    }
    return storeDeadLetter(tx, entry, failure);
  });

/**
 * Whether an event may have been given up before. When a build gave an event up because it could not read it, the event has
 * no inbox row. An operator appends such an event again, so its entry has no number.
 */
const mayHaveLetters = (entry: StreamEntry, outcome: Outcome | undefined): boolean =>
  outcome === 'REDRIVEN' || (outcome === 'APPLIED' && entry.number === 0);

/**
 * Writes the inbox row of each event whose predecessor has one, is written with it, or had one that may have been deleted meanwhile.
 * An event that an operator redrives has a row (`REDRIVE`), which is updated. When two consumers have the same event, the second
 * waits here for the first one's transaction, and then answers `SEEN`.
 */
async function writeInboxRows(
  tx: Transaction,
  events: readonly EventEnvelope[],
  outcome: 'APPLIED' | 'DEAD',
  { inboxKeptMs, heldBack = sql`false` }: InboxRules,
): Promise<Outcome[]> {
  const rows = JSON.stringify(withHeads(events));
  // Every transaction writes the rows in the same order, so two of them cannot deadlock. `offset 0` keeps the look-up of a predecessor
  // from becoming a join, which without statistics would read the whole table.
  const inserted = await tx.execute<Position>(sql`
    insert into ${inbox} (producer, correlation_id, sequence, event_id, type, outcome)
    select producer, correlation_id, sequence, event_id, type, ${outcome} from ${recordset(rows)} as event
    where not (${heldBack}) and (
      head = 1 or head_previous < now() - ${inboxKeptMs} * interval '1 millisecond' or exists (
        select from ${inbox} as before where before.producer = event.producer
          and before.correlation_id = event.correlation_id and before.sequence = event.head - 1 offset 0
      )
    )
    order by producer, correlation_id, sequence
    on conflict do nothing
    returning producer, correlation_id, sequence`);
  const fresh = new Set(inserted.map(nameOf));
  if (fresh.size === events.length) return events.map(() => 'APPLIED');
  const seen = await outcomesOf(tx, rows);
  const outcomes: Outcome[] = [];
  for (const event of events) {
    const name = nameOf(positionOf(event));
    if (fresh.has(name)) outcomes.push('APPLIED');
    else outcomes.push(await outcomeOfOther(tx, event, seen.get(name), outcome));
  }
  return outcomes;
}

/** The outcome of an event whose row was not written. @param seen what its row says; undefined when it has none */
async function outcomeOfOther(
  tx: Transaction,
  event: EventEnvelope,
  seen: string | undefined,
  outcome: 'APPLIED' | 'DEAD',
): Promise<Outcome> {
  if (seen === undefined) return 'GAP';
  // The common case, and after a loss in Redis the case of every event: it takes no lock.
  if (seen === 'APPLIED') return 'SEEN';
  // Locked and read again: a redrive appends the entry before it commits. An update would not wait for that transaction, since
  // the row does not match its condition before the commit.
  const row = rowOf(event);
  const [locked] = await tx.select({ outcome: inbox.outcome }).from(inbox).where(row).for('update');
  if (locked?.outcome !== 'REDRIVE') return 'SEEN';
  await tx
    .update(inbox)
    .set({ outcome, at: sql`now()` })
    .where(row);
  return 'REDRIVEN';
}

/** What the rows of events say, by the events' names. */
async function outcomesOf(tx: Transaction, rows: string): Promise<ReadonlyMap<string, string>> {
  const seen = await tx.execute<Position & { outcome: string }>(sql`
    select event.producer, event.correlation_id, event.sequence, row.outcome
    from ${recordset(rows)} as event cross join lateral (
      select outcome from ${inbox} as row where row.producer = event.producer
        and row.correlation_id = event.correlation_id and row.sequence = event.sequence offset 0
    ) as row`);
  return new Map(seen.map((row) => [nameOf(row), row.outcome]));
}

/** The position of an event in its producer's sequence. It identifies an event, not the event's id. */
type Position = { readonly producer: string; readonly correlation_id: string; readonly sequence: number };

const positionOf = ({ producer, correlationId, sequence }: EventEnvelope): Position => ({
  producer,
  correlation_id: correlationId.toLowerCase(),
  sequence,
});
const nameOf = ({ producer, correlation_id: id, sequence }: Position): string =>
  `${producer} ${id} ${sequence}`;

/**
 * The rows of events, each with the head of its run: the first of the events that follow each other without a gap. The predecessor of
 * the head decides for the whole run.
 */
function withHeads(events: readonly EventEnvelope[]) {
  const last = new Map<string, { readonly sequence: number; readonly head: EventEnvelope }>();
  return events.map((event) => {
    const key = `${event.producer} ${event.correlationId}`;
    const before = last.get(key);
    const head = before?.sequence === event.sequence - 1 ? before.head : event;
    last.set(key, { sequence: event.sequence, head });
    return {
      ...positionOf(event),
      event_id: event.id,
      type: event.type,
      head: head.sequence,
      head_previous: head.previousTime ?? null,
    };
  });
}

/** One parameter, however many rows: the statement stays the same, so it is prepared once. */
const recordset = (rows: string): SQL => sql`(select * from jsonb_to_recordset(${rows}::jsonb) as (
  producer text, correlation_id uuid, sequence int, event_id uuid, type text, head int, head_previous timestamptz
))`;

/** The condition for the inbox row of an event. */
export const rowOf = ({ producer, correlationId, sequence }: EventEnvelope): SQL | undefined =>
  and(eq(inbox.producer, producer), eq(inbox.correlationId, correlationId), eq(inbox.sequence, sequence));
