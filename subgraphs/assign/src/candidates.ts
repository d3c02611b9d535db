import type { Transaction } from '@movecall/eventlog';
import { arrayOf } from '@movecall/database/rows';
import { addDays, type Day, startOfDay } from '@movecall/values/days';
import { type SQL, sql } from 'drizzle-orm';
import type { Queued } from './assignment.ts';
import { companyJson } from './company/company-row.ts';
import type { AssignmentRequest, Candidate } from './dispatch.ts';
import type { Mover } from './mover.ts';
import { assignments, companies, movers, requests } from './tables.ts';

/** Finds the movers for requests and the waiting calls for movers, in SQL that the indexes of the constraints answer. */

/**
 * How many commands are decided together at most. It is a constant in the statements, so that the planner knows that they need only the
 * first rows of an index.
 */
export const MAX_TOGETHER = 100;
const FEW = sql.raw(String(MAX_TOGETHER));

/** The time range of a whole day in Seoul, as a tstzrange. */
export const rangeOfDay = (day: Day): string =>
  `[${startOfDay(day).toISOString()},${startOfDay(addDays(day, 1)).toISOString()})`;

/** The earth's mean radius in metres (IUGG). The extension earthdistance uses the radius at the equator. */
const EARTH_RADIUS_M = sql.raw('6371008.8::float8');

/** Great-circle distance in whole metres. */
const meters = (a: SQL, b: SQL): SQL =>
  sql`round(earth_distance(${a}, ${b}) * ${EARTH_RADIUS_M} / earth())::int`;

// Literals instead of parameters, or the partial indexes would not match.
const isActive = sql`${assignments.status} = 'ACTIVE'`;
const isWaiting = sql`${requests.status} = 'WAITING'`;

/**
 * The condition that a mover offers the move type, is insured if the call has a quote, is not booked on the day and is not the call's
 * owner. `offset 0` keeps the planner from turning a subquery into a join. Without statistics, such a join compares every mover with every booking of the day, which
 * takes a second of processor time for each of a day's last movers.
 */
const isFree = (mover: SQL): SQL => sql`${mover}.move_types @> array[request.move_type]
  and ${mover}.tel is distinct from request.owner_tel
  and (not request.has_quote or exists (select from ${companies} where ${companies.id} = ${mover}.company_id
    and ${companies.insuredUntil} >= request.moving_on offset 0))
  and not exists (select from ${assignments} where ${assignments.moverId} = ${mover}.id
    and ${assignments.during} && request.during and ${isActive} offset 0)`;

/** Metres. Movers that are equally near to the metre differ by less than one; the second one covers rounding. */
const EQUAL_M = 2;

/**
 * The free movers near each request: as many of the nearest ones as there are requests of its day, and all that are at most two
 * metres farther away than the last of them. The index returns movers in the order of the straight line through the earth, and
 * `offset 0` makes the database ask whether a mover is free only in that order, until enough are found. The index also finds those within
 * reach, but compares boxes: the next condition removes the corners of the box.
 */
export const nearestFree = (wanted: string): SQL => sql`
  select request.call_id as "callId", mover.*
  from jsonb_to_recordset(${wanted}::jsonb) as request (
    call_id uuid, latitude float8, longitude float8, move_type text, owner_tel text, has_quote boolean,
    moving_on date, during tstzrange, wanted int
  )
  cross join lateral (select ll_to_earth(request.latitude, request.longitude) as at offset 0) as home
  cross join lateral (
    select max(line) + ${EQUAL_M}::float8 as line from (
      select line from (
        select line from (
          select id, tel, move_types, company_id, base_earth <-> home.at as line from ${movers} where available
          order by base_earth <-> home.at offset 0
        ) as near where ${isFree(sql`near`)} limit ${FEW}
      ) as few limit request.wanted
    ) as nearest
  ) as reach
  cross join lateral (
    select ${movers.id}, ${movers.name}, ${movers.tel}, ${movers.plate}, ${companyJson} as company,
      ${meters(sql`${movers.baseEarth}`, sql`home.at`)} as "distanceMeters",
      (select ${assignments.assignedAt} from ${assignments} where ${assignments.moverId} = ${movers.id} and ${isActive}
        order by ${assignments.assignedAt} desc limit 1) as "lastAssignedAt"
    from ${movers}
    where ${movers.baseEarth} <@ cube_enlarge(home.at, reach.line, 3)
      and ${movers.baseEarth} <-> home.at <= reach.line and ${movers.available} and ${isFree(sql`${movers}`)}
    offset 0
  ) as mover`;

/** What the statement reads of requests. */
export function wantedBy(all: readonly AssignmentRequest[]): string {
  const ofDay = new Map<Day, number>();
  for (const { movingOn } of all) ofDay.set(movingOn, (ofDay.get(movingOn) ?? 0) + 1);
  return JSON.stringify(
    all.map(({ callId, location, moveType, ownerTel, hasQuote, movingOn }) => ({
      call_id: callId,
      latitude: location.latitude,
      longitude: location.longitude,
      move_type: moveType,
      owner_tel: ownerTel,
      has_quote: hasQuote,
      moving_on: movingOn,
      during: rangeOfDay(movingOn),
      wanted: ofDay.get(movingOn),
    })),
  );
}

type CandidateRow = Candidate['mover'] & {
  readonly callId: string;
  readonly distanceMeters: number;
  readonly lastAssignedAt: string | null;
};

/**
 * The candidates for requests that are decided together: whatever movers the others get, all of the equally near ones remain among
 * them, and hardly any others.
 *
 * @param all at most MAX_TOGETHER
 * @returns those of each call
 */
export async function candidatesFor(
  tx: Transaction,
  all: readonly AssignmentRequest[],
): Promise<ReadonlyMap<string, readonly Candidate[]>> {
  const found = new Map<string, Candidate[]>(all.map(({ callId }) => [callId, []]));
  if (all.length === 0) return found;
  const rows = await tx.execute<CandidateRow>(nearestFree(wantedBy(all)));
  for (const { callId, distanceMeters, lastAssignedAt, ...mover } of rows)
    found.get(callId)?.push({
      mover,
      distanceMeters,
      lastAssignedAt: lastAssignedAt === null ? null : new Date(lastAssignedAt),
    });
  return found;
}

/** A mover that may become free. */
export interface Freed {
  readonly mover: Mover;
  /** The day; all days from today on when it is null. */
  readonly day: Day | null;
  /** How many waiting calls of a day it may need at most, since others may be taken from it. */
  readonly wanted: number;
}

/**
 * Finds the calls that wait for movers: of each day on which a mover is free, the oldest ones whose move type it offers, that are not
 * its own, and for which it is insured if they have a quote.
 *
 * @param released calls whose assignments do not count any more
 * @returns those of each mover
 */
export async function queuesOf(
  tx: Transaction,
  freed: readonly Freed[],
  { released, today }: { readonly released: readonly string[]; readonly today: Day },
): Promise<ReadonlyMap<string, readonly Queued[]>> {
  const found = new Map<string, Queued[]>(freed.map(({ mover }) => [mover.id, []]));
  if (freed.length === 0) return found;
  const rows = await tx.execute<QueuedRow>(waitingFor(freed, released, today));
  for (const { moverId, callId, distanceMeters } of rows)
    found.get(moverId)?.push({ callId, distanceMeters });
  return found;
}

type QueuedRow = { readonly moverId: string; readonly callId: string; readonly distanceMeters: number };

const waitingFor = (freed: readonly Freed[], released: readonly string[], today: Day): SQL => sql`
  select mover.id as "moverId", waiting.*
  from jsonb_to_recordset(${JSON.stringify(freed.map(freedRow))}::jsonb) as mover (
    id uuid, tel text, latitude float8, longitude float8, move_types text[], insured_until date,
    day date, wanted int
  )
  cross join lateral (
    select mover.day where mover.day >= ${today}::date
    union all
    select distinct ${requests.movingOn} from ${requests}
    where mover.day is null and ${isWaiting} and ${requests.movingOn} >= ${today}::date
  ) as free (day)
  cross join lateral (
    select few.* from (
      select ${requests.callId} as "callId", ${meters(
        sql`ll_to_earth(${requests.latitude}, ${requests.longitude})`,
        sql`ll_to_earth(mover.latitude, mover.longitude)`,
      )} as "distanceMeters"
      from ${requests}
      where ${isWaiting} and ${requests.movingOn} = free.day and ${requests.moveType} = any(mover.move_types)
        and ${requests.ownerTel} is distinct from mover.tel
        and (not ${requests.hasQuote} or ${requests.movingOn} <= mover.insured_until)
        and not exists (select from ${assignments} where ${assignments.moverId} = mover.id
          and ${assignments.during} && ${requests.during} and ${isActive}
          and ${assignments.callId} <> all(${arrayOf(released)}::uuid[]) offset 0)
      order by ${requests.requestedAt}, ${requests.position} limit ${FEW}
    ) as few limit mover.wanted
  ) as waiting
  order by free.day`;

const freedRow = ({ mover: { id, tel, base, moveTypes, company }, day, wanted }: Freed) => ({
  id,
  tel,
  latitude: base.latitude,
  longitude: base.longitude,
  move_types: moveTypes,
  insured_until: company?.insuredUntil ?? null,
  day,
  wanted,
});
