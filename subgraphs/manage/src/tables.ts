import { moveTypes } from '@movecall/schema/events';
import type { Place } from '@movecall/values/places';
import { date, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Price } from './quote/pricing.ts';
import type { QuoteRequest } from './quote/quote-request.ts';

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

/** The head of each quote. */
export const quotes = pgTable(
  'quotes',
  {
    id: uuid().primaryKey(),
    /** Opaque id of the person who has claimed it. Null: whoever holds the id may read it. */
    ownerId: uuid('owner_id'),
    /** The newest version. */
    version: integer().notNull(),
    /** When the newest version was made, or when the quote was claimed. */
    changedAt: moment('changed_at'),
  },
  (table) => [index('quotes_oldest').on(table.changedAt), index('quotes_owner').on(table.ownerId)],
);

/** Each version of each quote, as it was made. Rows are never updated. */
export const quoteVersions = pgTable(
  'quote_versions',
  {
    quoteId: uuid('quote_id')
      .notNull()
      .references(() => quotes.id, { onDelete: 'cascade' }),
    version: integer().notNull(),
    request: jsonb().$type<QuoteRequest>().notNull(),
    price: jsonb().$type<Price>().notNull(),
    terms: text().notNull(),
    madeAt: moment('made_at'),
    validUntil: moment('valid_until'),
  },
  (table) => [primaryKey({ columns: [table.quoteId, table.version] })],
);
