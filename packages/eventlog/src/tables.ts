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
const createOutbox = (name: string) =>
  pgTable(
    name,
    {
      position: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
      event: jsonb().$type<EventEnvelope>().notNull(),
      /** Null until the relay numbers the event. */
      number: bigint({ mode: 'number' }).unique(),
      statedAt: timestamp('stated_at', { withTimezone: true }).notNull().defaultNow(),
    },
    (table) => [index(`${name}_unnumbered`).on(table.position).where(isNull(table.number))],
  );

/** One row: how far the relay has numbered and published. */
const createRelayState = (name: string) =>
  pgTable(name, {
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

/** The events of one stream, and how far they are published. */
export interface OutboxTables {
  readonly outbox: ReturnType<typeof createOutbox>;
  readonly relayState: ReturnType<typeof createRelayState>;
}

/** @param prefix begins the tables' names, for events that have a stream of their own */
export const createOutboxTables = (prefix = ''): OutboxTables => ({
  outbox: createOutbox(`${prefix}outbox`),
  relayState: createRelayState(`${prefix}relay_state`),
});

export const { outbox, relayState } = createOutboxTables();

/**
 * The last sequence of each correlation id. Its row lock orders the transactions that record events about one id. A correlation
 * id that is silent for long loses its row, and starts at 1 again; see retention/eventlog-rules.ts.
 */
export const outboxSequences = pgTable(
  'outbox_sequences',
  {
    correlationId: uuid('correlation_id').primaryKey(),
    last: integer().notNull(),
    /** When the event with the last sequence was recorded. */
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
    /** When the event before it was recorded. */
    previousAt: timestamp('previous_at', { withTimezone: true }),
  },
  (table) => [index('outbox_sequences_oldest').on(table.at)],
);

/**
 * One row for each event that this service has finished, written in the transaction of the event's effect. It outlives the event in
 * its producer's outbox and stream; see retention/eventlog-rules.ts.
 */
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
  (table) => [
    primaryKey({ columns: [table.producer, table.correlationId, table.sequence] }),
    index('inbox_oldest').on(table.outcome, table.at),
  ],
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
