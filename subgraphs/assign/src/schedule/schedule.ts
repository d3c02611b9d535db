import { arrayOf } from '@movecall/database/rows';
import type { Database } from '@movecall/eventlog';
import type { MovingSlot } from '@movecall/schema/events';
import { addDays, type Day, startOfDay } from '@movecall/values/days';
import type { Place } from '@movecall/values/places';
import { type SQL, sql } from 'drizzle-orm';
import type { AssignmentStatus } from '../assignment/assignment-view.ts';
import type { WaitingReason } from '../dispatch/dispatch.ts';
import { assignments, bookings, movers, requests } from '../tables.ts';

/** What operators plan with: the jobs and days off of teams, and the calls that wait. */

/** What a team does on a day. */
export interface TeamDay {
  readonly moverId: string;
  readonly date: Day;
  readonly dayOff: boolean;
  /** In the order of their slots. */
  readonly jobs: readonly ScheduledJob[];
}

interface Job {
  readonly call: { readonly id: string };
  readonly slot: MovingSlot;
  /** The load; null for a call without a quote. */
  readonly tons: number | null;
  /** The customer's home. */
  readonly home: Place;
}

/** A call that a team has. */
export interface ScheduledJob extends Job {
  readonly assignmentId: string;
  readonly status: AssignmentStatus;
  readonly distanceMeters: number;
}

/** A call that no team has. */
export interface WaitingJob extends Job {
  readonly movingOn: Day;
  readonly reasonCode: WaitingReason;
}

/** Both days included. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** The days of a range, in order. */
export function daysIn({ from, to }: DayRange): Day[] {
  const days: Day[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The ids of all teams, or of those that are named, by their names. @param limit how many at most */
export async function findTeams(
  db: Database,
  named: readonly string[] | null,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .select({ id: movers.id })
    .from(movers)
    .where(named ? sql`${movers.id} = any(${arrayOf(named)}::uuid[])` : undefined)
    .orderBy(movers.name, movers.id)
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** What teams do on each day of a range, in the order of the teams, with one statement. */
export async function findTeamDays(
  db: Database,
  teams: readonly string[],
  range: DayRange,
): Promise<TeamDay[]> {
  const booked = new Map<string, BookedRow[]>();
  for (const row of await findBooked(db, teams, range)) {
    const key = `${row.moverId} ${row.day}`;
    booked.set(key, [...(booked.get(key) ?? []), row]);
  }
  const days = daysIn(range);
  return teams.flatMap((moverId) =>
    days.map((date) => {
      const taken = booked.get(`${moverId} ${date}`) ?? [];
      const jobs = taken.flatMap((row) => (row.assignmentId === null ? [] : [scheduledJob(row)]));
      return { moverId, date, dayOff: taken.some(({ callId }) => callId === null), jobs };
    }),
  );
}

interface JobRow {
  readonly callId: string;
  readonly slot: MovingSlot;
  readonly tons: number | null;
  readonly address: string;
  readonly district: string | null;
  readonly latitude: number;
  readonly longitude: number;
}

type BookedRow = { readonly moverId: string; readonly day: Day } &
  /** A day off; or, with an id, a time that is held for a moment while its call is rescheduled. */
  (
    | { readonly assignmentId: null; readonly callId: string | null }
    | (JobRow & {
        readonly assignmentId: string;
        readonly status: AssignmentStatus;
        readonly distanceMeters: number;
      })
  );

/** The columns of a request that make a job. */
const jobColumns = sql`${requests.slot} as "slot", ${requests.tons} as "tons", ${requests.address} as "address",
  ${requests.district} as "district", ${requests.latitude} as "latitude", ${requests.longitude} as "longitude"`;

/** Bookings of teams in a range. A booking lies within one day in Seoul, so the index on its start finds those of a range. */
const findBooked = async (
  db: Database,
  teams: readonly string[],
  { from, to }: DayRange,
): Promise<readonly BookedRow[]> =>
  await rowsOf<BookedRow>(
    db,
    sql`
    select ${bookings.moverId} as "moverId", (lower(${bookings.during}) at time zone 'Asia/Seoul')::date::text as "day",
      ${bookings.callId} as "callId", ${assignments.id} as "assignmentId", ${assignments.status} as "status",
      ${assignments.distanceMeters} as "distanceMeters", ${jobColumns}
    from ${bookings}
    left join ${assignments} on ${assignments.callId} = ${bookings.callId} and ${assignments.status} <> 'RELEASED'
    left join ${requests} on ${requests.callId} = ${bookings.callId}
    where lower(${bookings.during}) >= ${startOfDay(from).toISOString()}::timestamptz
      and lower(${bookings.during}) < ${startOfDay(addDays(to, 1)).toISOString()}::timestamptz
      and ${bookings.moverId} = any(${arrayOf(teams)}::uuid[])
    order by lower(${bookings.during})`,
  );

/** The calls of a range that wait for a team, the oldest day first, with one statement. @param limit how many at most */
export async function findWaitingJobs(
  db: Database,
  { from, to }: DayRange,
  limit: number,
): Promise<WaitingJob[]> {
  const rows = await rowsOf<JobRow & { readonly movingOn: Day; readonly reasonCode: WaitingReason }>(
    db,
    sql`
    select ${requests.callId} as "callId", ${requests.movingOn}::text as "movingOn", ${requests.waitingReason} as "reasonCode", ${jobColumns}
    from ${requests}
    where ${requests.status} = 'WAITING' and ${requests.movingOn} between ${from}::date and ${to}::date
    order by ${requests.movingOn}, ${requests.requestedAt}, ${requests.position}
    limit ${limit}`,
  );
  return rows.map(({ movingOn, reasonCode, ...row }) => ({ ...jobOf(row), movingOn, reasonCode }));
}

const rowsOf = async <Row>(db: Database, statement: SQL): Promise<readonly Row[]> =>
  (await db.execute(statement)) as unknown as readonly Row[];

const jobOf = ({ callId, slot, tons, address, district, latitude, longitude }: JobRow): Job => ({
  call: { id: callId },
  slot,
  tons,
  home: { address, district, latitude, longitude },
});

const scheduledJob = (row: Extract<BookedRow, { readonly assignmentId: string }>): ScheduledJob => {
  const { assignmentId, status, distanceMeters } = row;
  return { ...jobOf(row), assignmentId, status, distanceMeters };
};
