import { failpoint } from '@movecall/failpoints';
import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Database, EventEnvelope, Transaction } from '../event.ts';
import type { StreamEntry } from '../stream/entries.ts';
import { inbox } from '../tables.ts';
import { deleteDeadLettersOf, type Failure, storeDeadLetter } from './dead-letters.ts';

/** Thrown by a handler: the event cannot be applied yet, because another change in the same service must come first. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';
}

/** Applies an event in the transaction that also writes its inbox row. */
export type Handle = (tx: Transaction, event: EventEnvelope) => Promise<void>;

/**
 * - `APPLIED`: the event was applied.
 * - `REDRIVEN`: the event had been given up, and was applied after all.
 * - `SEEN`: the event had been applied before.
 * - `GAP`: the event's predecessor has not been applied yet.
 */
export type Outcome = 'APPLIED' | 'REDRIVEN' | 'SEEN' | 'GAP';

const isItsTurn = (outcome: Outcome): boolean => outcome === 'APPLIED' || outcome === 'REDRIVEN';

/**
 * Applies an event and writes its inbox row in one transaction: once, and in the order of its producer's sequence. Dead
 * letters of an event that had been given up are deleted in the same transaction.
 *
 * @param keptMs how long the inbox keeps its rows
 * @throws whatever `handle` throws; the transaction is rolled back
 */
export const applyOnce = (
  db: Database,
  entry: StreamEntry,
  event: EventEnvelope,
  handle: Handle,
  keptMs: number,
): Promise<Outcome> =>
  db.transaction(async (tx) => {
    const outcome = await writeInboxRow(tx, event, 'APPLIED', keptMs);
    if (!isItsTurn(outcome)) return outcome;
    await handle(tx, event);
    if (mayHaveLetters(entry, outcome)) await deleteDeadLettersOf(tx, event);
    await failpoint('consumer.applied');
    return outcome;
  });

/** Whether an event was applied. It reads without a transaction: an applied event stays applied. */
export async function wasApplied(db: Database, event: EventEnvelope): Promise<boolean> {
  const row = db
    .select({ outcome: inbox.outcome })
    .from(inbox)
    .where(and(rowOf(event), eq(inbox.outcome, 'APPLIED')));
  return (await row).length > 0;
}

/**
 * Gives an entry up: stores it as a dead letter, and lets the sequence of its correlation id continue without it.
 *
 * @param event null when the entry is malformed
 * @param keptMs how long the inbox keeps its rows
 * @returns false when another replica has finished the entry before
 */
export const giveUp = (
  db: Database,
  entry: StreamEntry,
  event: EventEnvelope | null,
  failure: Failure,
  keptMs: number,
): Promise<boolean> =>
  db.transaction(async (tx) => {
    if (event) {
      const outcome = await writeInboxRow(tx, event, 'DEAD', keptMs);
      if (!isItsTurn(outcome)) return false;
      if (mayHaveLetters(entry, outcome)) await deleteDeadLettersOf(tx, event);
    }
    return storeDeadLetter(tx, entry, failure);
  });

/**
 * Whether an event may have been given up before. When a build gave an event up because it could not read it, the event has
 * no inbox row. An operator appends such an event again, so its entry has no number.
 */
const mayHaveLetters = (entry: StreamEntry, outcome: Outcome): boolean =>
  outcome === 'REDRIVEN' || entry.number === 0;

/**
 * Writes the inbox row of an event, if its predecessor has one, or had one that may have been deleted meanwhile. An event that an operator redrives has a row (`REDRIVE`),
 * which is updated. When two consumers have the same event, the second waits here for the first one's transaction, and then
 * answers `SEEN`.
 */
async function writeInboxRow(
  tx: Transaction,
  event: EventEnvelope,
  outcome: 'APPLIED' | 'DEAD',
  keptMs: number,
): Promise<Outcome> {
  const { producer, correlationId, sequence, previousTime = null } = event;
  const inserted = await tx.execute(sql`
    insert into ${inbox} (producer, correlation_id, sequence, event_id, type, outcome)
    select ${producer}, ${correlationId}, ${sequence}, ${event.id}, ${event.type}, ${outcome}
    where ${sequence} = 1 or ${previousTime}::timestamptz < now() - ${keptMs} * interval '1 millisecond' or exists (
      select from ${inbox} where producer = ${producer} and correlation_id = ${correlationId} and sequence = ${sequence - 1}
    )
    on conflict do nothing
    returning 1`);
  if (inserted.length > 0) return 'APPLIED';
  const row = rowOf(event);
  const [seen] = await tx.select({ outcome: inbox.outcome }).from(inbox).where(row);
  if (!seen) return 'GAP';
  // The common case, and after a loss in Redis the case of every event: it takes no lock.
  if (seen.outcome === 'APPLIED') return 'SEEN';
  // Locked and read again: a redrive appends the entry before it commits. An update would not wait for that transaction, since
  // the row does not match its condition before the commit.
  const [locked] = await tx.select({ outcome: inbox.outcome }).from(inbox).where(row).for('update');
  if (locked?.outcome !== 'REDRIVE') return 'SEEN';
  await tx
    .update(inbox)
    .set({ outcome, at: sql`now()` })
    .where(row);
  return 'REDRIVEN';
}

/** The condition for the inbox row of an event. Its position in its producer's sequence identifies an event, not its id. */
export const rowOf = ({ producer, correlationId, sequence }: EventEnvelope): SQL | undefined =>
  and(eq(inbox.producer, producer), eq(inbox.correlationId, correlationId), eq(inbox.sequence, sequence));
