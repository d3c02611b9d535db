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

/** The tables of the event log. A service re-exports them from its own tables, so that its migrations create them. */

/**
 * The events that a service has recorded. A row is written in the transaction of the change that its event reports. The
 * relay numbers the rows in order of `position`; an event keeps its number permanently.
 */
export const outbox = pgTable(
  'outbox',
  {
    position: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    event: jsonb().$type<EventEnvelope>().notNull(),
    /** Null until the relay numbers the event. */
    number: bigint({ mode: 'number' }).unique(),
    statedAt: timestamp('stated_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index('outbox_unnumbered').on(table.position).where(isNull(table.number))],
);

/** The last sequence of each correlation id. Its row lock orders the transactions that record events about one id. */
export const outboxSequences = pgTable('outbox_sequences', {
  correlationId: uuid('correlation_id').primaryKey(),
  last: integer().notNull(),
});

/** One row: how far the relay has numbered and published. */
export const relayState = pgTable('relay_state', {
  id: smallint().primaryKey().default(1),
  /** The last number that was given to an event. */
  lastNumber: bigint('last_number', { mode: 'number' }).notNull().default(0),
  /** The number of the last event that was appended to the stream. */
  published: bigint({ mode: 'number' }).notNull().default(0),
  /** The id of the entry that was appended last; null when nothing was appended to the current stream. */
  lastEntry: text('last_entry'),
  /** Every consumer group has finished the events up to this number. After a loss the relay does not append them again. */
  finished: bigint({ mode: 'number' }).notNull().default(0),
});

/** One row for each event that this service has finished, written in the transaction of the event's effect. */
export const inbox = pgTable(
  'inbox',
  {
    producer: text().notNull(),
    correlationId: uuid('correlation_id').notNull(),
    sequence: integer().notNull(),
    eventId: uuid('event_id').notNull(),
    type: text().notNull(),
    /** DEAD: given up; it is a dead letter. REDRIVE: an operator has asked for it to be applied after all; see redrive.ts. */
    outcome: text({ enum: ['APPLIED', 'DEAD', 'REDRIVE'] }).notNull(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.producer, table.correlationId, table.sequence] })],
);

/** Entries that this service has given up. The sequence of their correlation id continues without them. */
export const deadLetters = pgTable(
  'dead_letters',
  {
    id: uuid().primaryKey().defaultRandom(),
    stream: text().notNull(),
    entryId: text('entry_id').notNull(),
    /** The entry as it was read; phone numbers and login codes in it are sealed. */
    payload: text().notNull(),
    error: text().notNull(),
    attempts: integer().notNull(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  // An unreadable entry has no inbox row, so two replicas may give it up.
  (table) => [unique().on(table.stream, table.entryId)],
);
