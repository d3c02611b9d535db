import { arrayOf } from '@movecall/database/rows';
import { appendEvents, causedBy, type Handle } from '@movecall/eventlog';
import { type EventType, fact } from '@movecall/schema/events';
import { sql } from 'drizzle-orm';
import { messageOutbox, quotes, quoteShares } from '../tables.ts';

const PERSON_ERASED: EventType = 'PersonErased';

export interface QuoteErasureOptions {
  readonly now: () => Date;
  readonly newId: () => string;
}

/**
 * The reaction to PersonErased: deletes the quotes that the person has claimed, with their versions. No call has these quotes, so CallErased
 * tells nothing about them. The notifier is told of those that were sent to a phone.
 */
export function createQuoteErasure({ now, newId }: QuoteErasureOptions): Handle {
  return async (tx, events) => {
    // The reaction of orders has parsed the events before.
    const erased = events.filter(({ type }) => type === PERSON_ERASED);
    const [last] = erased.slice(-1);
    if (last === undefined) return;
    const people = arrayOf(erased.map(({ correlationId }) => correlationId));
    const owned = await tx
      .select({ id: quotes.id })
      .from(quotes)
      .where(sql`${quotes.ownerId} = any(${people}::uuid[])`)
      .orderBy(quotes.id)
      .for('update');
    if (owned.length === 0) return;
    const ids = arrayOf(owned.map(({ id }) => id));
    const sent = await tx
      .selectDistinct({ id: quoteShares.quoteId })
      .from(quoteShares)
      .where(sql`${quoteShares.quoteId} = any(${ids}::uuid[])`);
    await tx.delete(quotes).where(sql`${quotes.id} = any(${ids}::uuid[])`);
    const options = { producer: 'manage', now: now(), newId, outbox: messageOutbox, cause: causedBy(last) };
    await appendEvents(
      tx,
      options,
      sent.map(({ id }) => fact('QuoteErased', id, {})),
    );
  };
}
