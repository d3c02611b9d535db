import { date, index, integer, jsonb, pgTable, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Move } from './plan.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true });

/** Plans of days that operators have asked for, applied or not. */
export const plans = pgTable(
  'plans',
  {
    id: uuid().primaryKey(),
    day: date({ mode: 'string' }).notNull(),
    /** Metres: what the teams drive to the jobs that may be moved, without the plan and with it. */
    before: integer().notNull(),
    after: integer().notNull(),
    moves: jsonb().$type<Move[]>().notNull(),
    proposedAt: moment('proposed_at').notNull(),
    appliedAt: moment('applied_at'),
  },
  (table) => [index('plans_oldest').on(table.proposedAt)],
);
