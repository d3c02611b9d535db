import { arrayOf } from '@movecall/database/rows';
import type { Database } from '@movecall/eventlog';
import { type MoveType, type MovingSlot, movingSlots } from '@movecall/schema/events';
import { addDays, type Day, startOfDay } from '@movecall/values/days';
import { sql } from 'drizzle-orm';
import { isInArea, takesLoad, takesType } from './fit.ts';
import { rangeOfSlot } from '../slots.ts';
import { bookings, companies, movers } from '../tables.ts';

/** How much room the teams have on a day. */
export type Availability = 'OPEN' | 'FEW' | 'FULL';

const FEW_TEAMS = 2;

/** @param teams that are free */
export function availabilityOf(teams: number): Availability {
  if (teams <= 0) return 'FULL';
  return teams <= FEW_TEAMS ? 'FEW' : 'OPEN';
}

/** The move that room is asked for. */
export interface RoomMove {
  readonly moveType: MoveType;
  /** Metric tons; 0 for any load. */
  readonly tons: number;
  /** Of the home. */
  readonly latitude: number;
  readonly longitude: number;
  /** The 시·군·구 of the home, in full; empty when it is not known. */
  readonly region: string;
}

/** What room is asked for. */
export interface RoomKey extends RoomMove {
  readonly date: Day;
  readonly slot: MovingSlot;
}

/**
 * Counts the teams that are free for a call with a quote in each slot of each day: those that can do the move, as `fit.ts` says, and
 * belong to a company whose insurance covers the day. One statement for all days. A booking lies within one day in Seoul, so the index
 * on its start finds those of a range.
 *
 * @param days at least one
 * @returns by day and slot, as `2026-12-07 MORNING`
 */
async function freeTeams(
  db: Database,
  move: RoomMove,
  days: readonly Day[],
): Promise<ReadonlyMap<string, number>> {
  const slots = days.flatMap((day) =>
    movingSlots.map((slot) => ({
      day,
      slot,
      during: rangeOfSlot(day, slot),
      whole: rangeOfSlot(day, 'ALL_DAY'),
    })),
  );
  const sorted = days.toSorted();
  const start = startOfDay(sorted[0] ?? '').toISOString();
  const end = startOfDay(addDays(sorted.at(-1) ?? '', 1)).toISOString();
  const team = sql`${movers}`;
  const line = sql`(${movers.baseEarth} <-> request.home)`;
  const rows = await db.execute<{ readonly day: Day; readonly slot: MovingSlot; readonly free: number }>(sql`
    with fitting as materialized (
      select ${movers.id}, ${movers.slotsPerDay}, ${companies.insuredUntil}
      from (
        select ll_to_earth(${move.latitude}, ${move.longitude}) as home, ${move.region}::text as region,
          ${move.moveType}::text as move_type, ${move.tons}::float8 as tons
      ) as request
      cross join ${movers} join ${companies} on ${companies.id} = ${movers.companyId}
      where ${movers.available} and ${takesType(team)} and ${takesLoad(team)} and ${isInArea(team, line)}
    ), taken as materialized (
      select (lower(during) at time zone 'Asia/Seoul')::date as day, during, fitting.*
      from ${bookings} join fitting on fitting.id = mover_id
      where lower(during) >= ${start}::timestamptz and lower(during) < ${end}::timestamptz
    ), insured as materialized (
      select day, count(*)::int as teams from unnest(${arrayOf(sorted)}::date[]) as day
      join fitting on insured_until >= day group by day
    )
    select asked.day::text, asked.slot, coalesce(insured.teams, 0) - count(distinct taken.id)::int as free
    from jsonb_to_recordset(${JSON.stringify(slots)}::jsonb) as asked (day date, slot text, during tstzrange, whole tstzrange)
    left join insured on insured.day = asked.day
    left join taken on taken.day = asked.day and taken.insured_until >= asked.day
      and taken.during && case taken.slots_per_day when 1 then asked.whole else asked.during end
    group by asked.day, asked.slot, insured.teams`);
  return new Map(rows.map(({ day, slot, free }) => [`${day} ${slot}`, free]));
}

/** Finds the room of several days, with one statement for each move, in the order of the keys. */
export async function findRoom(db: Database, keys: readonly RoomKey[]): Promise<Availability[]> {
  const moves = new Map(keys.map((key) => [nameOf(key), key]));
  const found = await Promise.all(
    [...moves].map(async ([name, move]) => {
      const days = new Set(keys.filter((key) => nameOf(key) === name).map(({ date }) => date));
      return [name, await freeTeams(db, move, [...days])] as const;
    }),
  );
  const free = new Map(found);
  return keys.map((key) => availabilityOf(free.get(nameOf(key))?.get(`${key.date} ${key.slot}`) ?? 0));
}

const nameOf = ({ moveType, tons, latitude, longitude, region }: RoomMove): string =>
  [moveType, tons, latitude, longitude, region].join(' ');

/** The same for the same room. */
export const roomKeyOf = (key: RoomKey): string => `${nameOf(key)} ${key.date} ${key.slot}`;
