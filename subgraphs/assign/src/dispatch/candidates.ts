import type { Transaction } from '@movecall/eventlog';
import type { Day } from '@movecall/values/days';
import { regionOfPlace } from '@movecall/values/region-in-full';
import { type SQL, sql } from 'drizzle-orm';
import { companyJson } from '../company/company-row.ts';
import type { AssignmentRequest, Candidate, WaitingReason } from './dispatch.ts';
import { isFree, isInArea, lineOf, metersOf, takesLoad, takesType } from './fit.ts';
import { rangeOfSlot } from '../slots.ts';
import { assignments, movers } from '../tables.ts';

/** Finds the movers for requests, in SQL that the indexes of the constraints answer. */

/**
 * How many commands are decided together at most. It is a constant in the statements, so that the planner knows that they need only the
 * first rows of an index.
 */
export const MAX_TOGETHER = 100;
export const FEW = sql.raw(String(MAX_TOGETHER));

// A literal instead of a parameter, or the partial indexes would not match.
const isActive = sql`${assignments.status} = 'ACTIVE'`;

/** The calls that are asked for, one row each, as the conditions of `fit.ts` name their columns. */
const requestsIn = (wanted: string): SQL => sql`(
    select asked.*, ll_to_earth(latitude, longitude) as home
    from jsonb_to_recordset(${wanted}::jsonb) as asked (
      call_id uuid, latitude float8, longitude float8, region text, move_type text, tons float8, owner_tel text,
      has_quote boolean, moving_on date, during tstzrange, whole tstzrange, passed_over uuid[], wanted int
    ) offset 0
  ) as request`;

/** How many teams are few enough to look at all of them, whether they are nearest or not: one more than that. */
const A_FEW_TEAMS = sql.raw('200');

/** A team is near enough for this home, as far as an index tells: within the largest reach of all, with a truck for the load. */
const isReachable = sql`available and base_earth <@ reachable.box and ${takesLoad(sql`${movers}`)}`;

/**
 * The box around the home beyond which no team goes, and whether few teams with a truck for the load are in it. Whether a certain one in the
 * order of distance is beyond the box takes only those before it; counting would read all that are in the box.
 */
const reachable = sql`(
    select box, coalesce((select base_earth <-> request.home > line from ${movers} where available
        order by base_earth <-> request.home offset ${A_FEW_TEAMS} limit 1), true)
      or not exists (select from ${movers}
        where available and base_earth <@ box and ${takesLoad(sql`${movers}`)} limit 1) as few
    from (
      select line, cube_enlarge(request.home, line, 3) as box
      from (select ${lineOf(sql`coalesce(max(reach_m), 0)`)} as line from ${movers} where available) as widest
      offset 0
    ) as around offset 0
  ) as reachable`;

/** The straight line between a mover's base and the home. */
const lineHome = sql`(${movers.baseEarth} <-> request.home)`;

/** Metres. Movers that are equally near to the metre differ by less than one; the second one covers rounding. */
const EQUAL_M = 2;

/**
 * The movers near each request that can do it: as many of the nearest ones as there are requests of its day, and all that are at most
 * two metres farther away than the last of them. Where many teams go, the index returns movers in the order of the straight line
 * through the earth, and `offset 0` makes the database ask whether a mover can do it only in that order, until enough are found. Where
 * few go, this would read all movers of the country when none of these few is free, so all of them are looked at. The index
 * also finds those within reach, but compares boxes: the next condition removes the corners of the box.
 */
export const nearestFree = (wanted: string): SQL => sql`
  select request.call_id as "callId", mover.*
  from ${requestsIn(wanted)}
  cross join lateral ${reachable}
  cross join lateral (
    select max(line) + ${EQUAL_M}::float8 as line from (
      (select line from (
        select line from (
          select id, tel, members, move_types, tons, reach_m, sigungu, slots_per_day, company_id, base_earth <-> request.home as line
          from ${movers} where available
          order by base_earth <-> request.home offset 0
        ) as near where not reachable.few and ${isFree(sql`near`, sql`near.line`)} limit ${FEW}
      ) as many limit request.wanted)
      union all
      (select line from (
        select ${lineHome} as line from ${movers}
        where reachable.few and ${isReachable} and ${isFree(sql`${movers}`, lineHome)} order by line limit ${FEW}
      ) as few limit request.wanted)
    ) as nearest
  ) as reach
  cross join lateral (
    select ${movers.id}, ${movers.name}, ${movers.tel}, ${movers.plate}, ${movers.slotsPerDay} as "slotsPerDay",
      ${companyJson} as company, ${metersOf(lineHome)} as "distanceMeters",
      (select ${assignments.assignedAt} from ${assignments} where ${assignments.moverId} = ${movers.id} and ${isActive}
        order by ${assignments.assignedAt} desc limit 1) as "lastAssignedAt"
    from ${movers}
    where ${movers.baseEarth} <@ cube_enlarge(request.home, reach.line, 3)
      and ${lineHome} <= reach.line and ${movers.available} and ${isFree(sql`${movers}`, lineHome)}
    offset 0
  ) as mover`;

/** For each call, the teams that may not get it again. */
export type PassedOver = ReadonlyMap<string, readonly string[]>;

/** What the statement reads of requests. */
export function wantedBy(all: readonly AssignmentRequest[], passedOver: PassedOver = new Map()): string {
  const ofDay = new Map<Day, number>();
  for (const { movingOn } of all) ofDay.set(movingOn, (ofDay.get(movingOn) ?? 0) + 1);
  return JSON.stringify(
    all.map(({ callId, location, moveType, tons, ownerTel, hasQuote, movingOn, slot }) => ({
      call_id: callId,
      latitude: location.latitude,
      longitude: location.longitude,
      region: regionOfPlace(location),
      move_type: moveType,
      tons: tons ?? 0,
      owner_tel: ownerTel,
      has_quote: hasQuote,
      moving_on: movingOn,
      during: rangeOfSlot(movingOn, slot),
      whole: rangeOfSlot(movingOn, 'ALL_DAY'),
      passed_over: passedOver.get(callId) ?? [],
      wanted: ofDay.get(movingOn),
    })),
  );
}

/** Calls as rows that the conditions of `fit.ts` read. */
export const requestRows = (asked: readonly AssignmentRequest[], passedOver?: PassedOver): SQL =>
  requestsIn(wantedBy(asked, passedOver));

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
  passedOver: PassedOver = new Map(),
): Promise<ReadonlyMap<string, readonly Candidate[]>> {
  const found = new Map<string, Candidate[]>(all.map(({ callId }) => [callId, []]));
  if (all.length === 0) return found;
  const rows = await tx.execute<CandidateRow>(nearestFree(wantedBy(all, passedOver)));
  for (const { callId, distanceMeters, lastAssignedAt, ...mover } of rows)
    found.get(callId)?.push({
      mover,
      distanceMeters,
      lastAssignedAt: lastAssignedAt === null ? null : new Date(lastAssignedAt),
    });
  return found;
}

/**
 * Why calls have no candidates, as far as the teams that are available tell; whether these are booked does not count.
 *
 * @param all at most MAX_TOGETHER
 */
export async function reasonsFor(
  tx: Transaction,
  all: readonly AssignmentRequest[],
): Promise<ReadonlyMap<string, WaitingReason>> {
  if (all.length === 0) return new Map();
  const anyTeam = (fits: SQL): SQL => sql`exists (select from ${movers}
    where available and base_earth <@ reachable.box and ${takesType(sql`${movers}`)} and ${fits} offset 0)`;
  const inArea = isInArea(sql`${movers}`, lineHome);
  const rows = await tx.execute<{ readonly callId: string; readonly reason: WaitingReason }>(sql`
    select request.call_id as "callId", case
      when ${anyTeam(sql`${takesLoad(sql`${movers}`)} and ${inArea}`)} then 'NO_MOVER_FREE'
      when ${anyTeam(inArea)} then 'NO_TEAM_FOR_LOAD'
      else 'NO_TEAM_IN_AREA' end as reason
    from ${requestsIn(wantedBy(all))} cross join lateral ${reachable}`);
  return new Map(rows.map(({ callId, reason }) => [callId, reason]));
}
