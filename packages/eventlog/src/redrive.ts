import { and, eq, sql } from 'drizzle-orm';
import type { RedisClient } from '@movecall/service/redis';
import type { Database, EventEnvelope } from './event.ts';
import { rowOf } from './inbox.ts';
import { appendByHand, MalformedEntryError, readEnvelope } from './stream.ts';
import { deadLetters, inbox } from './tables.ts';

/**
 * `REDRIVEN`: the service's consumer will apply it, once. `NO_LETTER`: there is none of this id, any more. `NO_EVENT`: what
 * was given up is no event, so no consumer can ever do anything with it. `NOT_DEAD`: the event has had its effect since.
 */
export type Redriven =
  | { readonly kind: 'REDRIVEN'; readonly event: EventEnvelope }
  | { readonly kind: 'NO_LETTER' | 'NO_EVENT' | 'NOT_DEAD' };

/**
 * Has a dead letter's event applied after all, by the service that gave it up: its inbox row says so from now on, and the
 * entry goes on the stream once more. The sequence of its key went on without it, so its effect comes late, after those of
 * its successors. The letter is gone; an event that fails again leaves a new one.
 *
 * One that was given up by a build that could not read it has no inbox row, and its successors wait for it: back on the stream,
 * it is applied in its turn.
 *
 * The entry is appended before the commit: a consumer that is quicker waits at the locked inbox row, and when the commit
 * fails it is one more entry that was seen. Other groups have seen it anyway.
 *
 * @param db the database of the service whose dead letter it is
 */
export const redrive = (db: Database, redis: RedisClient, letterId: string): Promise<Redriven> =>
  db.transaction(async (tx) => {
    const which = eq(deadLetters.id, letterId);
    const [letter] = await tx.select().from(deadLetters).where(which).for('update');
    if (!letter) return { kind: 'NO_LETTER' };
    const event = eventIn(letter.payload);
    if (event === null) return { kind: 'NO_EVENT' };
    await tx.delete(deadLetters).where(which);
    const marked = await tx
      .update(inbox)
      .set({ outcome: 'REDRIVE', at: sql`now()` })
      .where(and(rowOf(event), eq(inbox.outcome, 'DEAD')))
      .returning({ sequence: inbox.sequence });
    if (marked.length === 0) {
      const [dealtWith] = await tx.select({ outcome: inbox.outcome }).from(inbox).where(rowOf(event));
      if (dealtWith) return { kind: 'NOT_DEAD' };
    }
    await appendByHand(redis, letter.stream, letter.payload);
    return { kind: 'REDRIVEN', event };
  });

function eventIn(payload: string): EventEnvelope | null {
  try {
    return readEnvelope({ payload });
  } catch (error) {
    if (error instanceof MalformedEntryError) return null;
    throw error;
  }
}
