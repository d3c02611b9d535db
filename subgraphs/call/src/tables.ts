import { moveCallStatuses, moveTypes, movingSlots } from '@movecall/schema/events';
import type { Place } from '@movecall/values/places';
import type { Tel } from '@movecall/values/tel';
import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  date,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { AttemptStatus } from './acceptance/attempt.ts';
import type { Canceller, WaitingReason } from './call/call.ts';
import type { PersonViewer } from './sign-in/sign-in.ts';

import { createOutboxTables } from '@movecall/eventlog/tables';

export { deadLetters, inbox, outbox, outboxSequences, relayState } from '@movecall/eventlog/tables';

/** The events of the stream `call-logins`. */
export const { outbox: loginOutbox, relayState: loginRelayState } = createOutboxTables('login_');

/** To the millisecond, as in a JavaScript Date: a value is read as it was written. */
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const moveType = pgEnum('move_type', moveTypes);
export const moveCallStatus = pgEnum('move_call_status', moveCallStatuses);

/** People who have signed in, or for whom an operator has called. Phones are E.164. */
export const people = pgTable('people', {
  id: uuid().primaryKey(),
  /** Null once the phone was parted from the person, or the person's data was erased. */
  tel: text().$type<Tel>().unique(),
  createdAt: moment('created_at').notNull(),
});

/** What people have from signing in until signing out; see session.ts. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid().primaryKey(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    /** As in the session's last token. */
    role: text().$type<PersonViewer['role']>().notNull(),
    moverId: uuid('mover_id'),
    createdAt: moment('created_at').notNull(),
    refreshedAt: moment('refreshed_at').notNull(),
    /** When the session ends by itself; when it was ended, that moment. */
    expiresAt: moment('expires_at').notNull(),
    endedAt: moment('ended_at'),
    generation: integer().notNull().default(1),
    /** The key of the session's cookies, sealed. */
    secret: text().notNull(),
  },
  (table) => [
    index('sessions_of_person').on(table.personId),
    index('sessions_by_expiry').on(table.expiresAt),
    index('sessions_ended')
      .on(table.endedAt)
      .where(sql`${table.endedAt} is not null`),
    index('sessions_with_role')
      .on(table.role)
      .where(sql`${table.endedAt} is null and ${table.role} <> 'CUSTOMER'`),
  ],
);

/** A copy of the movers that assign has registered: who signs in as a mover. */
export const movers = pgTable(
  'movers',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    tel: text().$type<Tel>().notNull(),
    /** The other phones that sign in as this mover. */
    members: text().array().$type<Tel[]>().notNull().default([]),
  },
  (table) => [index('movers_by_tel').on(table.tel), index('movers_by_member').using('gin', table.members)],
);

/** Login codes that were sent: one challenge each, with its own lifetime and its own wrong answers. */
export const signIns = pgTable(
  'sign_ins',
  {
    id: uuid().primaryKey(),
    /** Ascends in the order in which codes were requested. */
    position: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    tel: text().$type<Tel>().notNull(),
    /** The keyed hash of the address that asked for the code; null in rows of an earlier release. */
    addressHash: text('address_hash'),
    codeHash: text('code_hash').notNull(),
    expiresAt: moment('expires_at').notNull(),
    wrongAnswers: integer('wrong_answers').notNull().default(0),
    usedAt: moment('used_at'),
  },
  (table) => [
    index('sign_ins_latest').on(table.tel, table.position),
    index('sign_ins_oldest').on(table.expiresAt),
  ],
);

/** Attempts to have a call accepted; see attempt.ts and retention.ts. */
export const attempts = pgTable(
  'attempts',
  {
    /** Also the id of the call. */
    id: uuid().primaryKey(),
    status: text({ enum: ['PENDING', 'ACCEPTED', 'VOID'] })
      .$type<AttemptStatus>()
      .notNull(),
    /** The person who called. Idempotency keys are unique per caller. */
    callerId: uuid('caller_id').notNull(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => people.id),
    idempotencyKey: text('idempotency_key'),
    fingerprint: text().notNull(),
    createdAt: moment('created_at').notNull(),
    deadline: moment('deadline').notNull(),
    settledAt: moment('settled_at'),
  },
  (table) => [
    // A void attempt frees its key.
    uniqueIndex('attempts_idempotency')
      .on(table.callerId, table.idempotencyKey)
      .where(sql`${table.status} <> 'VOID'`),
    index('attempts_pending')
      .on(table.deadline)
      .where(sql`${table.status} = 'PENDING'`),
    index('attempts_oldest')
      .on(table.settledAt)
      .where(sql`${table.status} <> 'PENDING'`),
    check('attempts_settled', sql`(${table.status} = 'PENDING') = (${table.settledAt} is null)`),
  ],
);

/** One row per call: its state, which is also everything that the status query reads. */
export const calls = pgTable(
  'calls',
  {
    /** The id of its attempt, which it outlives. */
    id: uuid().primaryKey(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => people.id),
    /** Null once the personal data of the call was erased. */
    tel: text().$type<Tel>(),
    moveType: moveType('move_type').notNull(),
    location: jsonb().$type<Place>().notNull(),
    destination: jsonb().$type<Place>(),
    movingOn: date('moving_on', { mode: 'string' }).notNull(),
    slot: text({ enum: movingSlots }).notNull().default('ALL_DAY'),
    /** KRW. */
    cost: integer().notNull(),
    /** The quote that manage accepted with the call; null without one. */
    quoteId: uuid('quote_id'),
    requestedAt: moment('requested_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    version: integer().notNull(),
    status: moveCallStatus().notNull(),
    waitingReason: text('waiting_reason').$type<WaitingReason>(),
    /** Stays when the call is cancelled, since that mover must be notified. */
    moverId: uuid('mover_id'),
    moverName: text('mover_name'),
    moverTel: text('mover_tel').$type<Tel>(),
    moverPlate: text('mover_plate'),
    cancelledBy: text('cancelled_by').$type<Canceller>(),
    cancelReason: text('cancel_reason'),
    /** When phone, addresses and reason were erased; of the places, the districts remain. */
    erasedAt: moment('erased_at'),
  },
  (table) => [
    index('calls_with_quote')
      .on(table.quoteId)
      .where(sql`${table.quoteId} is not null`),
    index('calls_newest').on(table.requestedAt, table.id),
    index('calls_under_way')
      .on(table.status)
      .where(sql`${table.status} in ('REQUESTED', 'ASSIGNING', 'IN_PROGRESS')`),
    // For searches by the end of a phone number.
    index('calls_by_tel_end').on(sql`reverse(${table.tel}) text_pattern_ops`),
    index('calls_open')
      .on(table.ownerId, table.movingOn)
      .where(sql`${table.status} in ('REQUESTED', 'ASSIGNING', 'CONFIRMED')`),
    index('calls_of_owner').on(table.ownerId, table.requestedAt, table.id),
    index('calls_of_mover')
      .on(table.moverId, table.requestedAt, table.id)
      .where(sql`${table.moverId} is not null`),
    check('calls_waiting', sql`${table.waitingReason} is null or ${table.status} = 'ASSIGNING'`),
    check(
      'calls_mover',
      sql`case
        when ${table.status} in ('CONFIRMED', 'IN_PROGRESS', 'COMPLETED')
          then num_nonnulls(${table.moverId}, ${table.moverName}, ${table.moverTel}, ${table.moverPlate}) = 4
        when ${table.status} = 'CANCELLED'
          then num_nonnulls(${table.moverName}, ${table.moverTel}, ${table.moverPlate}) = 0
        else num_nonnulls(${table.moverId}, ${table.moverName}, ${table.moverTel}, ${table.moverPlate}) = 0
      end`,
    ),
    check('calls_cancelled', sql`(${table.cancelledBy} is not null) = (${table.status} = 'CANCELLED')`),
    // For retention. An open call may be erased neither by its age nor by its customer.
    index('calls_with_personal_data')
      .on(table.updatedAt)
      .where(sql`${table.erasedAt} is null and ${table.status} in ('CANCELLED', 'COMPLETED', 'CONFIRMED')`),
    check(
      'calls_erased',
      sql`case when ${table.erasedAt} is null then ${table.tel} is not null
        else ${table.tel} is null and ${table.cancelReason} is null
          and ${table.status} in ('CANCELLED', 'COMPLETED', 'CONFIRMED') end`,
    ),
    check('calls_cost', sql`${table.cost} between 1 and 100000000`),
  ],
);

/** One row for each version of a call. */
export const timeline = pgTable(
  'timeline',
  {
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id),
    version: integer().notNull(),
    status: moveCallStatus().notNull(),
    waitingReason: text('waiting_reason').$type<WaitingReason>(),
    /** The day to which this version moved the call; null when it did not. */
    rescheduledTo: date('rescheduled_to', { mode: 'string' }),
    at: moment('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.callId, table.version] }),
    index('timeline_confirmed')
      .on(table.at)
      .where(sql`${table.status} = 'CONFIRMED'`),
  ],
);

/** The outcomes of the alerts about a call, from the notifier's AlertSettled events. */
export const alerts = pgTable(
  'alerts',
  {
    /** The notifier's id of the delivery. */
    id: uuid().primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id),
    template: text().notNull(),
    channel: text().notNull(),
    outcome: text().notNull(),
    at: moment('at').notNull(),
  },
  (table) => [index('alerts_of_call').on(table.callId, table.at)],
);
