import { inArray, sql } from 'drizzle-orm';
import type { EventEnvelope, Transaction } from '../event.ts';
import { MalformedEntryError, readEnvelope, type StreamEntry } from '../stream/entries.ts';
import { deadLetters } from '../tables.ts';

/** Why an entry was given up. */
export interface Failure {
  readonly error: unknown;
  readonly attempts: number;
}

/**
 * Stores an entry as a dead letter.
 *
 * @returns false when it is one already: another replica may have given the same entry up
 */
export async function storeDeadLetter(
  tx: Transaction,
  entry: StreamEntry,
  failure: Failure,
): Promise<boolean> {
  const { stream, entryId, payload } = entry;
  const written = await tx
    .insert(deadLetters)
    .values({
      stream,
      entryId,
      payload: storable(payload),
      error: storable(reasonOf(failure.error)),
      attempts: failure.attempts,
    })
    .onConflictDoNothing()
    .returning({ id: deadLetters.id });
  return written.length > 0;
}

/** A text without NUL characters, which Postgres cannot store. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

/** Deletes the dead letters of an event. The dead letters of events that it caused contain its id too, and stay. */
export async function deleteDeadLettersOf(tx: Transaction, event: EventEnvelope): Promise<void> {
  const naming = await tx
    .select({ id: deadLetters.id, payload: deadLetters.payload })
    .from(deadLetters)
    .where(sql`strpos(${deadLetters.payload}, ${event.id}) > 0`);
  const ids = naming.filter(({ payload }) => eventIn(payload)?.id === event.id).map(({ id }) => id);
  if (ids.length > 0) await tx.delete(deadLetters).where(inArray(deadLetters.id, ids));
}

/** The event in the payload of a dead letter; null when the payload is not an event of this system. */
export function eventIn(payload: string): EventEnvelope | null {
  try {
    return readEnvelope({ payload });
  } catch (error) {
    if (error instanceof MalformedEntryError) return null;
    throw error;
  }
}

/**
 * The reason in one line. Of a database error it holds only the class and the SQLSTATE: drivers put the values of the
 * statement into the message, and a value may be a customer's phone number.
 */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  if ('severity' in error && 'code' in error) return `${error.name} ${String(error.code)}`;
  return `${error.name}: ${error.message}`;
}
