import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { moveTypes, movingSlots, releaseCauses } from '@movecall/schema/events';
import type { Phone } from '@movecall/values/phone';
import type { RegistrationNumber } from '@movecall/values/registration-number';
import type { Tel } from '@movecall/values/tel';
import { assignmentStatuses } from './assignment/assignment-view.ts';
import { dispatchModes } from './company/company.ts';
import { waitingReasons } from './dispatch/dispatch.ts';
import type { SlotsPerDay } from './slots.ts';
import { progressSteps as progressKinds } from './progress/progress.ts';

export { dispatchRecords } from './dispatch/dispatch-records-table.ts';
export { plans } from './planning/plan-table.ts';
export { timers } from './timers/timers-table.ts';
export { deadLetters, inbox, outbox, outboxSequences, relayState } from '@movecall/eventlog/tables';

/** A point on the earth's surface (extension earthdistance). */
const earth = customType<{ data: string }>({ dataType: () => 'earth' });
/** A range of time that includes its start and excludes its end. */
const tstzrange = customType<{ data: string }>({ dataType: () => 'tstzrange' });
const moment = (name: string) => timestamp(name, { withTimezone: true });

/** Moving companies. Rows are changed by operators and never deleted: contracts and assignments name them. */
export const companies = pgTable('companies', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  representative: text().notNull(),
  /** As it is printed: 120-81-47521. */
  registrationNumber: text('registration_number').$type<RegistrationNumber>().notNull().unique(),
  permitNumber: text('permit_number').notNull(),
  insuredUntil: date('insured_until', { mode: 'string' }).notNull(),
  /** In the national form. */
  phone: text().$type<Phone>().notNull(),
  address: text().notNull(),
  dispatchMode: text('dispatch_mode', { enum: dispatchModes }).notNull().default('AUTO'),
  registeredAt: moment('registered_at').notNull(),
});

export const movers = pgTable(
  'movers',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    /** E.164. */
    tel: text().$type<Tel>().notNull().unique(),
    /** The other phones that sign in as the team, E.164. */
    members: text().array().$type<Tel[]>().notNull().default([]),
    plate: text().notNull(),
    baseAddress: text('base_address').notNull(),
    baseDistrict: text('base_district'),
    baseLatitude: doublePrecision('base_latitude').notNull(),
    baseLongitude: doublePrecision('base_longitude').notNull(),
    baseEarth: earth('base_earth')
      .notNull()
      .generatedAlwaysAs(sql`ll_to_earth(base_latitude, base_longitude)`),
    moveTypes: text('move_types', { enum: moveTypes }).array().notNull(),
    available: boolean().notNull().default(true),
    companyId: uuid('company_id').references(() => companies.id),
    /** People; null when nobody said. */
    crew: smallint(),
    /** The largest load; null for any. */
    tons: doublePrecision(),
    /** Metres from the base: the radius of its service area, or a bound for the list. */
    reachM: integer('reach_m').notNull().default(30_000),
    /** The 시·군·구 of its service area, as 서울 마포구; null for an area with a radius. */
    sigungu: text().array(),
    /** With 1 any job takes the whole day. */
    slotsPerDay: smallint('slots_per_day').$type<SlotsPerDay>().notNull().default(2),
    registeredAt: moment('registered_at').notNull(),
  },
  (table) => [
    // Returns movers in order of distance, so that a query for the nearest one reads only a few. It leaves out those whose load is too small.
    index('movers_base')
      .using('gist', table.baseEarth, sql`(coalesce(tons, 'Infinity'::float8))`)
      .where(sql`available`),
    // Tells the largest reach: movers beyond it need not be read.
    index('movers_reach')
      .on(table.reachM)
      .where(sql`available`),
    index('movers_newest').on(table.registeredAt, table.id),
    check('movers_move_types', sql`cardinality(move_types) > 0`),
    check('movers_crew', sql`crew between 1 and 20`),
    check('movers_tons', sql`tons > 0`),
    check('movers_area', sql`reach_m > 0 and cardinality(sigungu) > 0`),
    check('movers_slots_per_day', sql`slots_per_day in (1, 2)`),
  ],
);

/**
 * The phones of all teams: each belongs to one team only, whether as its own or as a member's. A trigger on `movers` keeps the rows.
 */
export const moverPhones = pgTable(
  'mover_phones',
  {
    /** E.164. */
    tel: text().$type<Tel>().primaryKey(),
    moverId: uuid('mover_id')
      .notNull()
      .references(() => movers.id),
  },
  (table) => [index('mover_phones_of_mover').on(table.moverId)],
);

/**
 * Manage's requests. A WAITING request has a reason, an ASSIGNED one has one active assignment, an OFFERED one an offered one. CANCELLED is final. A CANCELLED
 * row without details is a tombstone: the cancel arrived first, and the request is refused when it arrives.
 */
export const requests = pgTable(
  'requests',
  {
    callId: uuid('call_id').primaryKey(),
    status: text({ enum: ['WAITING', 'OFFERED', 'ASSIGNED', 'CANCELLED'] }).notNull(),
    waitingReason: text('waiting_reason', { enum: waitingReasons }),
    ownerId: uuid('owner_id'),
    /** E.164. It is kept until the call is cancelled or erased: a mover with this phone must not serve it, now or later. */
    ownerTel: text('owner_tel').$type<Tel>(),
    moveType: text('move_type', { enum: moveTypes }),
    address: text(),
    district: text(),
    latitude: doublePrecision(),
    longitude: doublePrecision(),
    movingOn: date('moving_on', { mode: 'string' }),
    slot: text({ enum: movingSlots }).notNull().default('ALL_DAY'),
    /** The load; null when the call has no quote, which any team can take. */
    tons: doublePrecision(),
    /** The 시·군·구 of the home, as 서울 마포구; null when its address names none. */
    region: text(),
    /** When the mover is needed. */
    during: tstzrange(),
    cost: integer(),
    hasQuote: boolean('has_quote').notNull().default(false),
    requestedAt: moment('requested_at'),
    storedAt: moment('stored_at').notNull().defaultNow(),
    /** Ascends in the order of arrival. It orders requests with the same time. */
    position: bigint({ mode: 'number' }).generatedAlwaysAsIdentity(),
  },
  (table) => [
    index('requests_waiting')
      .on(table.movingOn, table.requestedAt, table.position)
      .where(sql`status = 'WAITING'`),
    index('requests_tombstones')
      .on(table.storedAt)
      .where(sql`requested_at is null`),
    check('requests_status', sql`status in ('WAITING', 'OFFERED', 'ASSIGNED', 'CANCELLED')`),
    check('requests_owner_tel', sql`owner_tel is null or status <> 'CANCELLED'`),
    check('requests_waiting_reason', sql`(status = 'WAITING') = (waiting_reason is not null)`),
    check(
      'requests_details',
      sql`status = 'CANCELLED' or num_nulls(owner_id, move_type, address, latitude, longitude, moving_on, during, cost, requested_at) = 0`,
    ),
  ],
);

/** One mover for one call for one time range. An offered one and an active one have a booking. Released ones are the history of a call. */
export const assignments = pgTable(
  'assignments',
  {
    id: uuid().primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => requests.callId),
    ownerId: uuid('owner_id').notNull(),
    moverId: uuid('mover_id')
      .notNull()
      .references(() => movers.id),
    /** The mover's company when it got the call; null for a mover without one, and in rows that an earlier release has written. */
    moverCompanyId: uuid('mover_company_id').references(() => companies.id),
    during: tstzrange().notNull(),
    status: text({ enum: assignmentStatuses }).notNull(),
    distanceMeters: integer('distance_meters').notNull(),
    assignedAt: moment('assigned_at').notNull(),
    releasedAt: moment('released_at'),
    /** Of one that was offered, until when the mover could accept; an ACTIVE one with it was accepted. */
    expiresAt: moment('expires_at'),
    /** Null for an offered or active one, and in rows that an earlier release has written, of calls that were cancelled. */
    releasedCause: text('released_cause', { enum: releaseCauses }),
    /** As the team or an operator has written it; null when nobody did, or when the call was erased. */
    releasedReason: text('released_reason'),
  },
  (table) => [
    uniqueIndex('assignments_one_held')
      .on(table.callId)
      .where(sql`status <> 'RELEASED'`),
    index('assignments_offers')
      .on(table.moverId, table.expiresAt)
      .where(sql`status = 'OFFERED'`),
    index('assignments_of_call').on(table.callId, table.assignedAt),
    index('assignments_last_of_mover')
      .on(table.moverId, table.assignedAt)
      .where(sql`status = 'ACTIVE'`),
    check('assignments_status', sql`status in ('OFFERED', 'ACTIVE', 'RELEASED')`),
    check('assignments_released_at', sql`(status = 'RELEASED') = (released_at is not null)`),
    check('assignments_expires_at', sql`status <> 'OFFERED' or expires_at is not null`),
    check(
      'assignments_released_cause',
      sql`status = 'RELEASED' or num_nonnulls(released_cause, released_reason) = 0`,
    ),
  ],
);

/**
 * What takes a mover's time: a job, or a day off. Bookings of one mover may not overlap, by an exclusion constraint of the migrations,
 * which drizzle cannot express. A trigger on `assignments` keeps the bookings of jobs, so that no assignment is offered or
 * active without one.
 */
export const bookings = pgTable(
  'bookings',
  {
    moverId: uuid('mover_id')
      .notNull()
      .references(() => movers.id),
    during: tstzrange().notNull(),
    /** Null for a day off; of a held time, the id of its hold. */
    callId: uuid('call_id').unique(),
  },
  (table) => [
    // A booking lies within one day, so its start tells the day.
    index('bookings_start').on(sql`lower(during)`),
    index('bookings_days_off')
      .on(table.moverId)
      .where(sql`call_id is null`),
  ],
);

/**
 * The times that are held for calls while manage reschedules them. A HELD one has a booking under its id, of what the call's own job with
 * the same mover does not take anyway; a trigger on `assignments` gives it all of its time when that job is released. OVER is final.
 */
export const holds = pgTable(
  'holds',
  {
    /** Of manage's attempt. */
    id: uuid().primaryKey(),
    callId: uuid('call_id').notNull(),
    status: text({ enum: ['HELD', 'OVER'] }).notNull(),
    moverId: uuid('mover_id').references(() => movers.id),
    movingOn: date('moving_on', { mode: 'string' }),
    slot: text({ enum: movingSlots }),
    /** What it takes of the mover's day. */
    takes: text({ enum: movingSlots }),
    during: tstzrange(),
    distanceMeters: integer('distance_meters'),
    /** As an operator has written it. */
    reason: text(),
    /** Whether the team has given the call back since. */
    isGivenBack: boolean('is_given_back').notNull().default(false),
    changedAt: moment('changed_at').notNull(),
  },
  (table) => [
    uniqueIndex('holds_one_of_call')
      .on(table.callId)
      .where(sql`status = 'HELD'`),
    index('holds_oldest')
      .on(table.changedAt)
      .where(sql`status = 'OVER'`),
    check('holds_status', sql`status in ('HELD', 'OVER')`),
    check(
      'holds_details',
      sql`status = 'OVER' or num_nulls(mover_id, moving_on, slot, takes, during, distance_meters) = 0`,
    ),
  ],
);

/** What the team of an assignment has reported of the day: see progress/. They go with the personal data of the call. */
export const progressSteps = pgTable(
  'progress_steps',
  {
    assignmentId: uuid('assignment_id')
      .notNull()
      .references(() => assignments.id),
    step: text({ enum: progressKinds }).notNull(),
    /** When it happened, as the team says. */
    at: moment('at').notNull(),
    receivedAt: moment('received_at').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
  },
  (table) => [primaryKey({ columns: [table.assignmentId, table.step] })],
);
