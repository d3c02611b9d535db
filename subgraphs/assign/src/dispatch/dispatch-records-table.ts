import { bigint, index, jsonb, pgTable, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { DispatchRecord } from './explaining.ts';

/** What dispatch decided on, a row for each call that got a team, an offer or a reason to wait. */
export const dispatchRecords = pgTable(
  'dispatch_records',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    callId: uuid('call_id').notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    record: jsonb().$type<DispatchRecord>().notNull(),
  },
  (table) => [
    index('dispatch_records_of_call').on(table.callId),
    index('dispatch_records_oldest').on(table.at),
  ],
);
