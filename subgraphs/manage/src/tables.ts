import { moveTypes } from '@movecall/schema/events';
import type { Place } from '@movecall/values/places';
import { date, integer, jsonb, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export { deadLetters, inbox, outbox, outboxSequences, relayState } from '@movecall/eventlog/tables';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 }).notNull();

export const orderStatuses = ['ACCEPTED', 'WAITING', 'ASSIGNED', 'CANCELLED'] as const;

/** One order for each accepted call. */
export const orders = pgTable('orders', {
  callId: uuid('call_id').primaryKey(),
  /** Opaque id of the call's owner. */
  ownerId: uuid('owner_id').notNull(),
  status: text({ enum: orderStatuses }).notNull(),
  moveType: text('move_type', { enum: moveTypes }).notNull(),
  location: jsonb().$type<Place>().notNull(),
  movingOn: date('moving_on').notNull(),
  cost: integer().notNull(),
  /** The mover that has the order; of a cancelled one, the mover that had been announced to the customer. */
  moverId: uuid('mover_id'),
  requestedAt: moment('requested_at'),
  updatedAt: moment('updated_at'),
});

/** Calls that were withdrawn or cancelled before they were accepted. A later acceptance is refused. */
export const tombstones = pgTable(
  'tombstones',
  {
    callId: uuid('call_id').primaryKey(),
    at: moment('at'),
  },
  (table) => [index('tombstones_oldest').on(table.at)],
);
