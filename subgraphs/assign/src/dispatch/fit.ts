import { type SQL, sql } from 'drizzle-orm';
import { bookings, companies } from '../tables.ts';

/**
 * Which teams can do a call, as conditions in SQL. `mover` names a row of movers. `request` is the call:
 *
 *   home: earth, region text, move_type text, tons float8 (0 for any load), owner_tel text, has_quote boolean, moving_on date,
 *   during tstzrange (its slot), whole tstzrange (ALL_DAY of its day), passed_over uuid[] (teams that gave it back)
 */

/** The earth's mean radius in metres (IUGG). The extension earthdistance uses the radius at the equator. */
const EARTH_RADIUS_M = sql.raw('6371008.8::float8');

/** The great-circle distance in whole metres that belongs to a straight line through the earth. */
export const metersOf = (line: SQL): SQL => sql`round(sec_to_gc(${line}) * ${EARTH_RADIUS_M} / earth())::int`;

/** A straight line through the earth that is at least as long as a reach in metres. */
export const lineOf = (reach: SQL): SQL => sql`(${reach} * earth() / ${EARTH_RADIUS_M} + 1)`;

/** The largest load of a team, as the index of movers has it. */
export const largestLoad = (mover: SQL): SQL => sql`coalesce(${mover}.tons, 'Infinity'::float8)`;

/** The home lies in the team's area. @param line between its base and the home, straight through the earth */
export const isInArea = (mover: SQL, line: SQL): SQL => sql`case when ${mover}.sigungu is null
  then ${metersOf(line)} <= ${mover}.reach_m else request.region = any(${mover}.sigungu) end`;

/** The team takes the type of move, and its truck the load. */
export const takesType = (mover: SQL): SQL => sql`${mover}.move_types @> array[request.move_type]`;
export const takesLoad = (mover: SQL): SQL => sql`${largestLoad(mover)} >= request.tons`;

/** The call is not the team's own: its caller's phone is neither the team's nor a member's. */
export const isNotOwn = (mover: SQL, caller: SQL): SQL => sql`${mover}.tel is distinct from ${caller}
  and (${caller} = any(${mover}.members)) is not true`;

/**
 * A team can do the call: all of the above; it is insured if the call has a quote; the call is not its own, and it has not given it back
 * before; it has neither a job nor a day off then. `offset 0` keeps the planner from turning a subquery into a join. Without statistics, such a join compares every
 * mover with every booking of the day, which takes a second of processor time for each of a day's last movers.
 */
export const isFree = (mover: SQL, line: SQL): SQL => sql`${canDo(mover, line)}
  and not exists (select from ${bookings} where ${bookings.moverId} = ${mover}.id
    and ${bookings.during} && case ${mover}.slots_per_day when 1 then request.whole else request.during end offset 0)`;

/** The same, whether it has time or not. */
export const canDo = (mover: SQL, line: SQL): SQL => sql`${takesType(mover)} and ${takesLoad(mover)}
  and ${isInArea(mover, line)} and ${isNotOwn(mover, sql`request.owner_tel`)}
  and ${mover}.id <> all(request.passed_over)
  and (not request.has_quote or exists (select from ${companies} where ${companies.id} = ${mover}.company_id
    and ${companies.insuredUntil} >= request.moving_on offset 0))`;
