import { isNotNull, sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { DeliveryState } from './delivery-state.ts';
import type { Variable } from './message-values.ts';
import type { TemplateCode } from '@movecall/schema/templates';

export { deadLetters, inbox, outbox, outboxSequences, relayState } from '@movecall/eventlog/tables';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** The ledger: one row per message, from the event that causes it to its outcome. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid().primaryKey(),
    /** The id of the call, the sign-in or the quote. */
    correlationId: uuid('correlation_id').notNull(),
    version: integer().notNull(),
    template: text().$type<TemplateCode>().notNull(),
    /** Whom it is for; null for the customer, and for a team in rows of an earlier release. See message-values.ts. */
    recipientId: uuid('recipient_id'),
    /** The event that caused the message. */
    eventId: uuid('event_id').notNull(),
    traceparent: text(),
    /** The recipient's phone, sealed; null once it was erased. */
    recipient: text(),
    /** By name; phones and codes are sealed. */
    variables: jsonb().$type<Readonly<Record<string, Variable>>>().notNull(),
    link: text(),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    withdrawn: boolean().notNull().default(false),
    /** The personal data of the call was erased: recipient and variables go as soon as the provider need not be asked any more. */
    erased: boolean().notNull().default(false),

    status: text().$type<DeliveryState['status']>().notNull(),
    attempt: integer().notNull(),
    lookups: integer().notNull(),
    /** The start of the current attempt, the acceptance or the end; null before the first attempt. */
    since: moment('since'),
    /** When a dispatcher must act on the delivery; null after its end. */
    dueAt: moment('due_at'),
    providerId: text('provider_id'),
    failureCode: text('failure_code'),
  },
  (table) => [
    // One message per transition, however often its event is delivered.
    uniqueIndex('deliveries_once').on(table.correlationId, table.version, table.template),
    index('deliveries_due').on(table.dueAt).where(isNotNull(table.dueAt)),
    index('deliveries_oldest')
      .on(table.since)
      .where(sql`due_at is null and template <> 'LOGIN_CODE'`),
    index('deliveries_oldest_login_codes')
      .on(table.since)
      .where(sql`due_at is null and template = 'LOGIN_CODE'`),
    // A backlog of other messages must not make it slow to find the login codes.
    index('deliveries_due_codes')
      .on(table.dueAt)
      .where(sql`due_at is not null and template = 'LOGIN_CODE'`),
    index('deliveries_provider').on(table.providerId).where(isNotNull(table.providerId)),
    check(
      'deliveries_status',
      sql`${table.status} in ('PENDING', 'SENDING', 'UNKNOWN', 'ACCEPTED', 'DELIVERED', 'FAILED', 'SUPERSEDED')`,
    ),
    check(
      'deliveries_due_until_the_end',
      sql`(${table.dueAt} is null) = (${table.status} in ('DELIVERED', 'FAILED', 'SUPERSEDED'))`,
    ),
  ],
);

export type DeliveryRow = typeof deliveries.$inferSelect;
