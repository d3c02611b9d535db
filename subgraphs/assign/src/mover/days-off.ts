import { arrayOf } from '@movecall/database/rows';
import type { Transaction } from '@movecall/eventlog';
import { addDays, type Day, isDay, startOfDay } from '@movecall/values/days';
import { sql } from 'drizzle-orm';
import type { AssignmentFact } from '../assignment/assignment-fact.ts';
import { bookings } from '../tables.ts';

/** The days on which a mover does not work. Each is a booking without a call. */

/** How far ahead a day off can be. */
const MAX_DAYS_AHEAD = 366;

/** Days off as somebody enters them: in order, each once. @returns null when one is malformed, over, or too far ahead */
export function parseDaysOff(days: readonly string[], today: Day): readonly Day[] | null {
  const last = addDays(today, MAX_DAYS_AHEAD);
  if (!days.every((day) => isDay(day) && day >= today && day <= last)) return null;
  return [...new Set(days)].toSorted();
}

/** The days from a day on for which a mover has a job. */
export async function jobDaysFrom(tx: Transaction, moverId: string, from: Day): Promise<Day[]> {
  const rows = await tx.execute<{ readonly day: Day }>(sql`
    select distinct (lower(during) at time zone 'Asia/Seoul')::date::text as day from ${bookings}
    where mover_id = ${moverId} and call_id is not null and during && tstzrange(${startOfDay(from).toISOString()}::timestamptz, null)`);
  return rows.map(({ day }) => day);
}

/** Writes all days off from a day on. Those before it stay. */
export async function saveDaysOff(
  tx: Transaction,
  { moverId, from, days }: Extract<AssignmentFact, { type: 'DaysOffSet' }>,
): Promise<void> {
  await tx.execute(sql`delete from ${bookings}
    where mover_id = ${moverId} and call_id is null and lower(during) >= ${startOfDay(from).toISOString()}::timestamptz`);
  await tx.execute(sql`
    insert into ${bookings} (mover_id, during)
    select ${moverId}::uuid, tstzrange(day at time zone 'Asia/Seoul', (day + interval '1 day') at time zone 'Asia/Seoul')
    from unnest(${arrayOf(days)}::date[]::timestamp[]) as off (day)`);
}
