import type { Database } from '@movecall/eventlog';
import type { MoveType } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import { asc, sql } from 'drizzle-orm';
import { companies, teams } from '../tables.ts';
import type { PublicCompany } from './company.ts';

/** Finds the companies that may come: insured on the moving day, with a team that is available and takes the type of move. */
export type FindFittingCompanies = (moveType: MoveType, movingOn: Day) => Promise<readonly PublicCompany[]>;

/** @param db for queries */
export const createFittingCompanies =
  (db: Database): FindFittingCompanies =>
  (moveType, movingOn) =>
    db
      .select()
      .from(companies)
      .where(
        sql`${companies.insuredUntil} >= ${movingOn}::date and exists (
          select from ${teams} where ${teams.companyId} = ${companies.id} and ${teams.available}
            and ${teams.moveTypes} @> array[${moveType}::text])`,
      )
      .orderBy(asc(companies.name), asc(companies.id));
