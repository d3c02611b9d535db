import { arrayOf } from '@movecall/database/rows';
import type { Handle } from '@movecall/eventlog';
import type { EventType } from '@movecall/schema/events';
import { sql } from 'drizzle-orm';
import { quotes } from '../tables.ts';

const PERSON_ERASED: EventType = 'PersonErased';

/**
 * The reaction to PersonErased: deletes the quotes that the person has claimed, with their versions. No call has these quotes, so CallErased
 * tells nothing about them.
 */
export const eraseQuotes: Handle = async (tx, events) => {
  // The reaction of orders has parsed the events before.
  const erased = events.filter(({ type }) => type === PERSON_ERASED);
  if (erased.length === 0) return;
  const people = erased.map(({ correlationId }) => correlationId);
  await tx.delete(quotes).where(sql`${quotes.ownerId} = any(${arrayOf(people)}::uuid[])`);
};
