import type { Database } from '@movecall/eventlog';
import type { MoveType } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import type { Place } from '@movecall/values/places';
import { regionOfPlace } from '@movecall/values/region-in-full';
import { asc, type SQL, sql } from 'drizzle-orm';
import { companies, teams } from '../tables.ts';
import type { PublicCompany } from './company.ts';

/** What a team has to fit. */
export interface PlannedMove {
  readonly moveType: MoveType;
  /** The home to move out of; the destination does not count. */
  readonly location: Place;
  readonly movingOn: Day;
  /** Of the truck that the load needs. */
  readonly tons: number;
}

/**
 * Finds the companies that may come: insured on the moving day, with a team that is available, takes the type of move and the load, and
 * goes to the home. Whether the team is free on that day does not count: its calendar changes until the call is accepted.
 */
export type FindFittingCompanies = (move: PlannedMove) => Promise<readonly PublicCompany[]>;

/** @param db for queries */
export const createFittingCompanies =
  (db: Database): FindFittingCompanies =>
  async ({ moveType, location, movingOn, tons }) => {
    const goesThere = sql`(${teams.reachM} is null or case when ${teams.sigungu} is null
      then ${metersTo(location)} <= ${teams.reachM} else ${regionOfPlace(location)}::text = any(${teams.sigungu}) end)`;
    return await db
      .select()
      .from(companies)
      .where(
        sql`${companies.insuredUntil} >= ${movingOn}::date and exists (
          select from ${teams} where ${teams.companyId} = ${companies.id} and ${teams.available}
            and ${teams.moveTypes} @> array[${moveType}::text]
            and (${teams.tons} is null or ${teams.tons} >= ${tons}) and ${goesThere})`,
      )
      .orderBy(asc(companies.name), asc(companies.id));
  };

/** The earth's mean radius in metres (IUGG), as assign reckons. */
const EARTH_RADIUS_M = sql.raw('6371008.8');

/** The great-circle distance between a team's base and a place in whole metres, by the haversine formula. */
const metersTo = ({ latitude, longitude }: Place): SQL => sql`round(2 * ${EARTH_RADIUS_M} * asin(sqrt(
  sin(radians(${teams.latitude} - ${latitude}) / 2) ^ 2
  + cos(radians(${latitude})) * cos(radians(${teams.latitude})) * sin(radians(${teams.longitude} - ${longitude}) / 2) ^ 2)))`;
