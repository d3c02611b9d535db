import { and, eq, inArray, sql } from 'drizzle-orm';
import type { RedisClient } from '@movecall/redis';
import { eventIn } from './dead-letters.ts';
import type { Database, EventEnvelope } from './event.ts';
import { rowOf } from './inbox.ts';
import { appendByHand } from './stream.ts';
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
 * its successors. The letter goes in the transaction of the effect, and not before: Redis may lose the entry, and then it is
 * asked for again. An event that fails again leaves a new letter in its place.
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
    // Not locked: the inbox row is the first to be, here as in the consumer, or the two would wait for each other.
    const which = eq(deadLetters.id, letterId);
    const [letter] = await tx.select().from(deadLetters).where(which);
    if (!letter) return { kind: 'NO_LETTER' };
    const event = eventIn(letter.payload);
    if (event === null) return { kind: 'NO_EVENT' };
    const marked = await tx
      .update(inbox)
      .set({ outcome: 'REDRIVE', at: sql`now()` })
      .where(and(rowOf(event), inArray(inbox.outcome, ['DEAD', 'REDRIVE'])))
      .returning({ sequence: inbox.sequence });
    if (marked.length === 0) {
      const [dealtWith] = await tx.select({ outcome: inbox.outcome }).from(inbox).where(rowOf(event));
      if (dealtWith) {
        await tx.delete(deadLetters).where(which);
        return { kind: 'NOT_DEAD' };
      }
    }
    await appendByHand(redis, letter.stream, letter.payload);
    return { kind: 'REDRIVEN', event };
  });
