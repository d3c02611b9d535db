import { inArray, sql } from 'drizzle-orm';
import type { EventEnvelope, Transaction } from './event.ts';
import { MalformedEntryError, readEnvelope, type StreamEntry } from './stream.ts';
import { deadLetters } from './tables.ts';

/** Why an entry was given up. */
export interface Failure {
  readonly error: unknown;
  readonly attempts: number;
}

/**
 * Keeps an entry among the dead letters.
 *
 * @returns whether it was not there yet: another replica may have given the same entry up
 */
export async function keepLetter(tx: Transaction, entry: StreamEntry, failure: Failure): Promise<boolean> {
  const { stream, entryId, payload } = entry;
  const written = await tx
    .insert(deadLetters)
    .values({
      stream,
      entryId,
      // What Postgres cannot store as text must not keep the letter from being written.
      payload: payload.replaceAll('\0', '\uFFFD'),
      error: reasonOf(failure.error).replaceAll('\0', '\uFFFD'),
      attempts: failure.attempts,
    })
    .onConflictDoNothing()
    .returning({ id: deadLetters.id });
  return written.length > 0;
}

/** Lets go of an event's letters. Those of events that it caused name it as well, and stay. */
export async function removeLettersOf(tx: Transaction, event: EventEnvelope): Promise<void> {
  const naming = await tx
    .select({ id: deadLetters.id, payload: deadLetters.payload })
    .from(deadLetters)
    .where(sql`strpos(${deadLetters.payload}, ${event.id}) > 0`);
  const ids = naming.filter(({ payload }) => eventIn(payload)?.id === event.id).map(({ id }) => id);
  if (ids.length > 0) await tx.delete(deadLetters).where(inArray(deadLetters.id, ids));
}

/** The event of a letter; null when it is none. */
export function eventIn(payload: string): EventEnvelope | null {
  try {
    return readEnvelope({ payload });
  } catch (error) {
    if (error instanceof MalformedEntryError) return null;
    throw error;
  }
}

/**
 * Why an event was given up, in a line. Of a database's error only its class and its code: drivers put the values of the
 * statement, which may be somebody's phone, into the message.
 */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  if ('severity' in error && 'code' in error) return `${error.name} ${String(error.code)}`;
  return `${error.name}: ${error.message}`;
}
