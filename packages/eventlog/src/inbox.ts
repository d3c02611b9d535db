import { and, eq, sql } from 'drizzle-orm';
import type { Database, EventEnvelope, Transaction } from './event.ts';
import type { StreamEntry } from './stream.ts';
import { deadLetters, inbox } from './tables.ts';

/** What the event asks for cannot be done yet, because something of the service's own must happen first. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';
}

export type Handle = (tx: Transaction, event: EventEnvelope) => Promise<void>;

/** `SEEN`: it had its effect before. `GAP`: its predecessor has not come yet. */
export type Outcome = 'APPLIED' | 'SEEN' | 'GAP';

/** The effect of an event and its inbox row in one transaction, once and in its producer's order. */
export const applyOnce = (db: Database, event: EventEnvelope, handle: Handle): Promise<Outcome> =>
  db.transaction(async (tx) => {
    const outcome = await enter(tx, event, 'APPLIED');
    if (outcome === 'APPLIED') await handle(tx, event);
    return outcome;
  });

/** Gives an entry up: keeps it among the dead letters and lets its sequence go on without it. */
export const giveUp = (
  db: Database,
  entry: StreamEntry,
  event: EventEnvelope | null,
  failure: { readonly error: unknown; readonly attempts: number },
): Promise<void> =>
  db.transaction(async (tx) => {
    if (event && (await enter(tx, event, 'DEAD')) !== 'APPLIED') return;
    const { stream, entryId, payload } = entry;
    const error =
      failure.error instanceof Error
        ? `${failure.error.name}: ${failure.error.message}`
        : String(failure.error);
    await tx.insert(deadLetters).values({ stream, entryId, payload, error, attempts: failure.attempts });
  });

/**
 * Writes the inbox row, if it is the event's turn. Two consumers with the same event: the second waits here for the first
 * one's transaction, and then has seen it.
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
  const seen = await tx
    .select({ sequence: inbox.sequence })
    .from(inbox)
    .where(
      and(eq(inbox.producer, producer), eq(inbox.correlationId, correlationId), eq(inbox.sequence, sequence)),
    );
  return seen.length > 0 ? 'SEEN' : 'GAP';
}
