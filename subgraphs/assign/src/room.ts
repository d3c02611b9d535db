import { arrayOf } from '@movecall/database/rows';
import type { Database } from '@movecall/eventlog';
import type { MoveType } from '@movecall/schema/events';
import { addDays, type Day, startOfDay } from '@movecall/values/days';
import { sql } from 'drizzle-orm';
import { assignments, companies, movers } from './tables.ts';

/** How much room the teams have on a day. */
export type Availability = 'OPEN' | 'FEW' | 'FULL';

const FEW_TEAMS = 2;

/** @param teams that are free */
export function availabilityOf(teams: number): Availability {
  if (teams <= 0) return 'FULL';
  return teams <= FEW_TEAMS ? 'FEW' : 'OPEN';
}

/**
 * Counts the teams that are free for a call with a quote on each day: those that are available, take the type of move, belong to a
 * company whose insurance covers the day, and have no assignment that day. One statement for all days. An assignment lies within one day in Seoul, so the index on its start finds those of a range.
 *
 * @param days at least one
 */
export async function freeTeamsOn(
  db: Database,
  moveType: MoveType,
  days: readonly Day[],
): Promise<ReadonlyMap<Day, number>> {
  const sorted = days.toSorted();
  const start = startOfDay(sorted[0] ?? '').toISOString();
  const end = startOfDay(addDays(sorted.at(-1) ?? '', 1)).toISOString();
  const rows = await db.execute<{ readonly day: Day; readonly free: number }>(sql`
    with fitting as materialized (
      select ${movers.id}, ${companies.insuredUntil} from ${movers} join ${companies} on ${companies.id} = ${movers.companyId}
      where ${movers.available} and ${movers.moveTypes} @> array[${moveType}::text]
    ), booked as (
      select (lower(during) at time zone 'Asia/Seoul')::date as day, count(distinct mover_id)::int as teams
      from ${assignments} join fitting on fitting.id = mover_id
      where status = 'ACTIVE' and lower(during) >= ${start}::timestamptz and lower(during) < ${end}::timestamptz
        and (lower(during) at time zone 'Asia/Seoul')::date <= fitting.insured_until
      group by 1
    )
    select day::text, (select count(*)::int from fitting where insured_until >= day) - coalesce(booked.teams, 0) as free
    from unnest(${arrayOf(sorted)}::date[]) as asked (day) left join booked using (day)`);
  return new Map(rows.map(({ day, free }) => [day, free]));
}

/** What room is asked for. */
export interface RoomKey {
  readonly moveType: MoveType;
  readonly date: Day;
}

/** Finds the room of several days, with one statement for each type of move, in the order of the keys. */
export async function findRoom(db: Database, keys: readonly RoomKey[]): Promise<Availability[]> {
  const types = [...new Set(keys.map(({ moveType }) => moveType))];
  const found = await Promise.all(
    types.map(async (moveType) => {
      const days = new Set(keys.filter((key) => key.moveType === moveType).map(({ date }) => date));
      return [moveType, await freeTeamsOn(db, moveType, [...days])] as const;
    }),
  );
  const free = new Map(found);
  return keys.map(({ moveType, date }) => availabilityOf(free.get(moveType)?.get(date) ?? 0));
}
