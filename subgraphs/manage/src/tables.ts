import { createOutboxTables } from '@movecall/eventlog/tables';
import { moveTypes, movingSlots } from '@movecall/schema/events';
import type { Place } from '@movecall/values/places';
import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { consenters, type LoadedItem } from './contract/contract.ts';
import type { Company, PublicCompany } from './company/company.ts';
import type { Prices } from './price-book/publishing.ts';
import { chargeKinds, paymentKinds, paymentMethods, recorders } from './ledger/entry.ts';
import type { Price } from './quote/pricing.ts';
import type { QuoteRequest } from './quote/quote-request.ts';
import type { StoredQuote } from './quote/quote.ts';

export { deadLetters, inbox, outbox, outboxSequences, relayState } from '@movecall/eventlog/tables';

/** The events of the stream `manage-messages`. */
export const { outbox: messageOutbox, relayState: messageRelayState } = createOutboxTables('message_');

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 }).notNull();

/** PENDING → COMMITTED or VOID. */
export const rescheduleStatuses = ['PENDING', 'COMMITTED', 'VOID'] as const;

export const orderStatuses = ['ACCEPTED', 'WAITING', 'ASSIGNED', 'CANCELLED'] as const;

/** One order for each accepted call. */
export const orders = pgTable(
  'orders',
  {
    callId: uuid('call_id').primaryKey(),
    /** Opaque id of the call's owner. */
    ownerId: uuid('owner_id').notNull(),
    status: text({ enum: orderStatuses }).notNull(),
    moveType: text('move_type', { enum: moveTypes }).notNull(),
    location: jsonb().$type<Place>().notNull(),
    movingOn: date('moving_on').notNull(),
    slot: text({ enum: movingSlots }).notNull().default('ALL_DAY'),
    cost: integer().notNull(),
    /** The quote that was accepted with the order, its version and its deposit; null for an order without a quote. */
    quoteId: uuid('quote_id'),
    quoteVersion: integer('quote_version'),
    deposit: integer(),
    /** The mover that has the order; of a cancelled one, the mover that had been announced to the customer. */
    moverId: uuid('mover_id'),
    /** The mover that call has announced to the customer last; null for an order without a contract. */
    announcedMoverId: uuid('announced_mover_id'),
    requestedAt: moment('requested_at'),
    updatedAt: moment('updated_at'),
  },
  (table) => [
    // Of a cancelled order the quote is free again.
    uniqueIndex('orders_quote_in_use')
      .on(table.quoteId)
      .where(sql`${table.quoteId} is not null and ${table.status} <> 'CANCELLED'`),
    check(
      'orders_quote',
      sql`num_nulls(${table.quoteId}, ${table.quoteVersion}, ${table.deposit}) in (0, 3)`,
    ),
  ],
);

/** Calls that were withdrawn or cancelled before they were accepted. A later acceptance is refused. */
export const tombstones = pgTable(
  'tombstones',
  {
    callId: uuid('call_id').primaryKey(),
    at: moment('at'),
  },
  (table) => [index('tombstones_oldest').on(table.at)],
);

/** Copies of assign's companies: what customers see of them before consent. */
export const companies = pgTable('companies', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  representative: text().notNull(),
  registrationNumber: text('registration_number').notNull(),
  permitNumber: text('permit_number').notNull(),
  insuredUntil: date('insured_until', { mode: 'string' }).notNull(),
});

/** Copies of assign's movers that belong to a company. Either of the two may be told of first. */
export const teams = pgTable(
  'teams',
  {
    moverId: uuid('mover_id').primaryKey(),
    companyId: uuid('company_id').notNull(),
    moveTypes: text('move_types', { enum: moveTypes }).array().notNull(),
    available: boolean().notNull(),
    /** Of its base. Null, like its reach, for a team of which assign has not told where it goes: it may go anywhere. */
    latitude: doublePrecision(),
    longitude: doublePrecision(),
    reachM: integer('reach_m'),
    /** The 시·군·구 that it goes to, as 서울 마포구; null for an area with a radius. */
    sigungu: text().array(),
    /** The largest load; null for any. */
    tons: doublePrecision(),
  },
  (table) => [index('teams_of_company').on(table.companyId)],
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
    /** The companies that may come. */
    companies: jsonb()
      .$type<readonly PublicCompany[]>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    madeAt: moment('made_at'),
    /** Null for a version that a customer made. */
    operatorId: uuid('operator_id'),
    validUntil: moment('valid_until'),
  },
  (table) => [primaryKey({ columns: [table.quoteId, table.version] })],
);

/** A quote as JSON has it. */
export type WrittenQuote = Omit<StoredQuote, 'madeAt' | 'operatorId' | 'validUntil'> & {
  readonly madeAt: string;
  /** Contracts of an earlier release lack it. */
  readonly operatorId?: string | null;
  readonly validUntil: string;
};

/**
 * Each version of the contract of each call that was accepted with a quote. A version gets its company once, and the marks that the
 * customer was told and that the call was erased; nothing else changes.
 */
export const contracts = pgTable(
  'contracts',
  {
    callId: uuid('call_id').notNull(),
    version: integer().notNull(),
    /** Opaque id of the customer. */
    ownerId: uuid('owner_id').notNull(),
    /** The customer's phone, sealed by call. */
    ownerTel: text('owner_tel').notNull(),
    /** As accepted. */
    quote: jsonb().$type<WrittenQuote>().notNull(),
    items: jsonb().$type<readonly LoadedItem[]>(),
    consentedAt: moment('consented_at'),
    consentedBy: text('consented_by', { enum: consenters }).notNull(),
    /** Null until the first confirmed assignment. */
    company: jsonb().$type<Company>(),
    completedAt: timestamp('completed_at', { withTimezone: true, precision: 3 }),
    /** When the customer was told of this version. */
    announcedAt: timestamp('announced_at', { withTimezone: true, precision: 3 }),
    /** The end of the moving day in Seoul, from which retention counts. */
    movedBy: moment('moved_by'),
    /** When the personal data of the call was erased. From then on only operators see the contract. */
    erasedAt: timestamp('erased_at', { withTimezone: true, precision: 3 }),
  },
  (table) => [
    primaryKey({ columns: [table.callId, table.version] }),
    index('contracts_oldest').on(table.movedBy),
    check('contracts_company', sql`(${table.company} is null) = (${table.completedAt} is null)`),
    check('contracts_announced', sql`${table.announcedAt} is null or ${table.company} is not null`),
  ],
);
/** To which phone which version of a quote was sent: to each phone each version once. */
export const quoteShares = pgTable(
  'quote_shares',
  {
    quoteId: uuid('quote_id')
      .notNull()
      .references(() => quotes.id, { onDelete: 'cascade' }),
    version: integer().notNull(),
    /** A keyed hash of the phone. */
    phone: text().notNull(),
    at: moment('at'),
  },
  (table) => [primaryKey({ columns: [table.quoteId, table.version, table.phone] })],
);

/** The published versions of the price book, from the second on: the first one is in the code. Rows are never updated. */
export const priceBooks = pgTable('price_books', {
  number: integer().primaryKey(),
  prices: jsonb().$type<Prices>().notNull(),
  /** Opaque id of the operator. */
  publishedBy: uuid('published_by').notNull(),
  publishedAt: moment('published_at'),
});

/** The head of the ledger of each order with a quote. */
export const ledgers = pgTable('ledgers', {
  callId: uuid('call_id')
    .primaryKey()
    .references(() => orders.callId),
  /** KRW, as agreed on last: the sum of what its entries make due. */
  fare: integer().notNull(),
  /** The version of the standard terms. */
  terms: text().notNull(),
});

/** The entries of each ledger. Rows are never updated: a mistake is corrected by another entry. They hold no personal data. */
export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    callId: uuid('call_id')
      .notNull()
      .references(() => ledgers.callId),
    /** 1, 2, 3 … */
    number: integer().notNull(),
    kind: text({ enum: [...chargeKinds, ...paymentKinds] }).notNull(),
    /** KRW that the customer owes more; below zero, less. */
    amount: integer().notNull(),
    method: text({ enum: paymentMethods }),
    recordedBy: text('recorded_by', { enum: recorders }),
    /** Opaque id of the person who recorded a payment. */
    recorderId: uuid('recorder_id'),
    idempotencyKey: text('idempotency_key'),
    /** Of a compensation: the assignment that a team did not keep, and its company. */
    assignmentId: uuid('assignment_id'),
    companyId: uuid('company_id'),
    at: moment('at'),
  },
  (table) => [
    primaryKey({ columns: [table.callId, table.number] }),
    uniqueIndex('ledger_entries_idempotency').on(table.callId, table.idempotencyKey),
    // What a failed team owes is written once.
    uniqueIndex('ledger_entries_failed_team').on(table.callId, table.assignmentId),
    check('ledger_entries_amount', sql`${table.amount} <> 0`),
    check(
      'ledger_entries_payment',
      sql`num_nulls(${table.method}, ${table.recordedBy}, ${table.recorderId}, ${table.idempotencyKey}) =
        case when ${table.kind} in ('DEPOSIT', 'BALANCE', 'EXTRA', 'REFUND', 'CORRECTION') then 0 else 4 end`,
    ),
  ],
);

/**
 * The attempts to reschedule calls. Assign is asked to hold the new time while an attempt is PENDING; then it is settled once. A sweeper
 * settles those whose own request has died.
 */
export const reschedules = pgTable(
  'reschedules',
  {
    id: uuid().primaryKey(),
    callId: uuid('call_id').notNull(),
    status: text({ enum: rescheduleStatuses }).notNull(),
    fromDay: date('from_day').notNull(),
    fromSlot: text('from_slot', { enum: movingSlots }).notNull(),
    toDay: date('to_day').notNull(),
    toSlot: text('to_slot', { enum: movingSlots }).notNull(),
    /** After this moment the request that stored it is taken for dead. */
    deadline: moment('deadline'),
    startedAt: moment('started_at'),
    settledAt: timestamp('settled_at', { withTimezone: true, precision: 3 }),
  },
  (table) => [
    uniqueIndex('reschedules_one_pending')
      .on(table.callId)
      .where(sql`status = 'PENDING'`),
    index('reschedules_overdue')
      .on(table.deadline)
      .where(sql`status = 'PENDING'`),
    index('reschedules_oldest')
      .on(table.settledAt)
      .where(sql`status <> 'PENDING'`),
    check('reschedules_settled', sql`(status = 'PENDING') = (settled_at is null)`),
  ],
);
