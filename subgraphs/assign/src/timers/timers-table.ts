import { index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { timerKinds } from './timer.ts';

/**
 * What is to happen at a moment. What is moved gets a new row: to change a row, its transaction would wait for the one that fires the timer,
 * while that one waits for the call.
 */
export const timers = pgTable(
  'timers',
  {
    kind: text({ enum: timerKinds }).notNull(),
    /** The id of what it is about. */
    key: uuid().notNull(),
    dueAt: timestamp('due_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.key, table.dueAt] }),
    index('timers_due').on(table.dueAt),
  ],
);
