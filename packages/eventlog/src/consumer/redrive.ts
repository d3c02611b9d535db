import { and, eq, inArray, sql } from 'drizzle-orm';
import type { RedisClient } from '@movecall/redis';
import type { Database, EventEnvelope } from '../event.ts';
import { appendByHand } from '../stream/append.ts';
import { deadLetters, inbox } from '../tables.ts';
import { eventIn } from './dead-letters.ts';
import { rowOf } from './inbox.ts';

/**
 * - `REDRIVEN`: the service's consumer will apply the event, once.
 * - `NO_LETTER`: there is no dead letter with this id, or no longer.
 * - `NO_EVENT`: the payload is not an event, so no consumer can ever apply it.
 * - `NOT_DEAD`: the event has been applied meanwhile; the dead letter was deleted.
 */
export type Redriven =
  | { readonly kind: 'REDRIVEN'; readonly event: EventEnvelope }
  | { readonly kind: 'NO_LETTER' | 'NO_EVENT' | 'NOT_DEAD' };

/**
 * Has the event of a dead letter applied after all, by the service that gave it up: marks its inbox row, and appends the
 * entry to the stream again. The sequence of its correlation id has continued without it, so the event is applied after its
 * successors.
 *
 * The dead letter is deleted in the transaction that applies the event, and not here: Redis may lose the entry, and then an
 * operator redrives the letter again. When the event fails again, a new dead letter replaces the old one.
 *
 * When a build gave an event up because it could not read it, the event has no inbox row, and its successors wait. Back on
 * the stream it is applied in its turn.
 *
 * The entry is appended before the commit. A consumer that receives it earlier waits for the lock on the inbox row. When the
 * commit fails, the consumer finds that it has seen the entry; other consumer groups have seen it in any case.
 *
 * @param db the database of the service that has the dead letter
 */
export const redrive = (db: Database, redis: RedisClient, letterId: string): Promise<Redriven> =>
  db.transaction(async (tx) => {
    // Read without a lock: like the consumer, a redrive locks the inbox row first. In another order the two could deadlock.
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
      const [applied] = await tx.select({ outcome: inbox.outcome }).from(inbox).where(rowOf(event));
      if (applied) {
        await tx.delete(deadLetters).where(which);
        return { kind: 'NOT_DEAD' };
      }
    }
    await appendByHand(redis, letter.stream, letter.payload);
    return { kind: 'REDRIVEN', event };
  });
