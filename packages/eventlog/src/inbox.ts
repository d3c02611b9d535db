import { failpoint } from '@movecall/failpoints';
import { and, eq, type SQL, sql } from 'drizzle-orm';
import { type Failure, keepLetter, removeLettersOf } from './dead-letters.ts';
import type { Database, EventEnvelope, Transaction } from './event.ts';
import type { StreamEntry } from './stream.ts';
import { inbox } from './tables.ts';

/** What the event asks for cannot be done yet, because something of the service's own must happen first. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';
}

export type Handle = (tx: Transaction, event: EventEnvelope) => Promise<void>;

/**
 * `REDRIVEN`: applied after all, having been given up before. `SEEN`: it had its effect before. `GAP`: its predecessor has not
 * come yet.
 */
export type Outcome = 'APPLIED' | 'REDRIVEN' | 'SEEN' | 'GAP';

const isItsTurn = (outcome: Outcome): boolean => outcome === 'APPLIED' || outcome === 'REDRIVEN';

/**
 * The effect of an event and its inbox row in one transaction, once and in its producer's order. The letter of one that was
 * given up before goes with it.
 */
export const applyOnce = (
  db: Database,
  entry: StreamEntry,
  event: EventEnvelope,
  handle: Handle,
): Promise<Outcome> =>
  db.transaction(async (tx) => {
    const outcome = await enter(tx, event, 'APPLIED');
    if (!isItsTurn(outcome)) return outcome;
    await handle(tx, event);
    if (mayHaveLetters(entry, outcome)) await removeLettersOf(tx, event);
    await failpoint('consumer.applied');
    return outcome;
  });

/** Whether an event has had its effect, by one look and no transaction. What it had it keeps. */
export async function wasApplied(db: Database, event: EventEnvelope): Promise<boolean> {
  const row = db
    .select({ outcome: inbox.outcome })
    .from(inbox)
    .where(and(rowOf(event), eq(inbox.outcome, 'APPLIED')));
  return (await row).length > 0;
}

/**
 * Gives an entry up: keeps it among the dead letters and lets its sequence go on without it.
 *
 * @returns whether it did: another replica may have been first
 */
export const giveUp = (
  db: Database,
  entry: StreamEntry,
  event: EventEnvelope | null,
  failure: Failure,
): Promise<boolean> =>
  db.transaction(async (tx) => {
    if (event) {
      const outcome = await enter(tx, event, 'DEAD');
      if (!isItsTurn(outcome)) return false;
      if (mayHaveLetters(entry, outcome)) await removeLettersOf(tx, event);
    }
    return keepLetter(tx, entry, failure);
  });

/**
 * Whether an event was given up before. One that nobody could read then has no inbox row that says so: it is known by that
 * somebody put it on the stream again by hand.
 */
const mayHaveLetters = (entry: StreamEntry, outcome: Outcome): boolean =>
  outcome === 'REDRIVEN' || entry.number === 0;

/**
 * Writes the inbox row, if it is the event's turn; of one that an operator drives again (`REDRIVE`) the row is there, and
 * its turn has come. Two consumers with the same event: the second waits here for the first one's transaction, and then has
 * seen it.
 */
async function enter(tx: Transaction, event: EventEnvelope, outcome: 'APPLIED' | 'DEAD'): Promise<Outcome> {
  const { producer, correlationId, sequence } = event;
  const entered = await tx.execute(sql`
    insert into ${inbox} (producer, correlation_id, sequence, event_id, type, outcome)
    select ${producer}, ${correlationId}, ${sequence}, ${event.id}, ${event.type}, ${outcome}
    where ${sequence} = 1 or exists (
      select from ${inbox} where producer = ${producer} and correlation_id = ${correlationId} and sequence = ${sequence - 1}
    )
    on conflict do nothing
    returning 1`);
  if (entered.length > 0) return 'APPLIED';
  const row = rowOf(event);
  const [seen] = await tx.select({ outcome: inbox.outcome }).from(inbox).where(row);
  if (!seen) return 'GAP';
  // The common case, and after a loss in Redis that of everything there is: it takes no lock.
  if (seen.outcome === 'APPLIED') return 'SEEN';
  // Locked, and read again: an operator's transaction that asks for a redrive puts the entry on the stream before it
  // commits. An update would not wait for it, since what it looks for is not there yet.
  const [given] = await tx.select({ outcome: inbox.outcome }).from(inbox).where(row).for('update');
  if (given?.outcome !== 'REDRIVE') return 'SEEN';
  await tx
    .update(inbox)
    .set({ outcome, at: sql`now()` })
    .where(row);
  return 'REDRIVEN';
}

/** The inbox row of an event; a position in its producer's sequence, not an id, is what an event is known by. */
export const rowOf = ({ producer, correlationId, sequence }: EventEnvelope): SQL | undefined =>
  and(eq(inbox.producer, producer), eq(inbox.correlationId, correlationId), eq(inbox.sequence, sequence));
