import { isNull } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { EventEnvelope } from './event.ts';

/** Tables of the event log. A service exports them again from its own tables, so that its migrations make them. */

/**
 * What a service has stated. A row is written in the transaction of the change that it tells of. The relay numbers the
 * rows in the order in which it takes them up; an event keeps its number for good.
 */
export const outbox = pgTable(
  'outbox',
  {
    position: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    event: jsonb().$type<EventEnvelope>().notNull(),
    /** Null until the relay takes it up. */
    number: bigint({ mode: 'number' }).unique(),
    statedAt: timestamp('stated_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index('outbox_unnumbered').on(table.position).where(isNull(table.number))],
);

/** The last sequence given for a correlation id. Its row lock orders the transactions that state events about one thing. */
export const outboxSequences = pgTable('outbox_sequences', {
  correlationId: uuid('correlation_id').primaryKey(),
  last: integer().notNull(),
});

/** One row: how far the relay has numbered and appended, and the entry that it appended last. */
export const relayState = pgTable('relay_state', {
  id: smallint().primaryKey().default(1),
  lastNumber: bigint('last_number', { mode: 'number' }).notNull().default(0),
  published: bigint({ mode: 'number' }).notNull().default(0),
  /** Its id on the stream; null when nothing was appended to the stream as it is now. */
  lastEntry: text('last_entry'),
  /** Every service that consumes this one has finished up to this number: after a loss it is not appended again. */
  finished: bigint({ mode: 'number' }).notNull().default(0),
});

/** One row for every event that this service has dealt with, written in the transaction of the event's effect. */
export const inbox = pgTable(
  'inbox',
  {
    producer: text().notNull(),
    correlationId: uuid('correlation_id').notNull(),
    sequence: integer().notNull(),
    eventId: uuid('event_id').notNull(),
    type: text().notNull(),
    /** DEAD: given up, and among the dead letters. REDRIVE: an operator wants it applied after all; see redrive.ts. */
    outcome: text({ enum: ['APPLIED', 'DEAD', 'REDRIVE'] }).notNull(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.producer, table.correlationId, table.sequence] })],
);

/** Entries that were given up on. Their sequence went on without them. */
export const deadLetters = pgTable(
  'dead_letters',
  {
    id: uuid().primaryKey().defaultRandom(),
    stream: text().notNull(),
    entryId: text('entry_id').notNull(),
    /** The entry as it was read; phones and codes in it are sealed. */
    payload: text().notNull(),
    error: text().notNull(),
    attempts: integer().notNull(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  // Of what nobody can read there is no inbox row, and two replicas may give it up.
  (table) => [unique().on(table.stream, table.entryId)],
);
