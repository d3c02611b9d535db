import { arrayOf } from '@movecall/database/rows';
import type { Transaction } from '@movecall/eventlog';
import { movingSlots } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import { type SQL, sql } from 'drizzle-orm';
import type { Queued } from '../assignment/board.ts';
import { FEW } from './candidates.ts';
import { isNotOwn, largestLoad, metersOf } from './fit.ts';
import type { Mover } from '../mover/mover.ts';
import { reachOf, regionsOf } from '../mover/service-area.ts';
import { hasGivenBack } from './passed-over.ts';
import { assignments, bookings, requests } from '../tables.ts';

/** Finds the waiting calls for movers that may become free. */

// A literal instead of a parameter, or the partial index would not match.
const isWaiting = sql`${requests.status} = 'WAITING'`;

/** A mover that may become free. */
export interface Freed {
  readonly mover: Mover;
  /** The day; all days from today on when it is null. */
  readonly day: Day | null;
  /** How many waiting calls of a day's slot it may need at most, since others may be taken from it. */
  readonly wanted: number;
}

/**
 * Finds the calls that wait for movers: of each day and slot in which a mover is free, the oldest ones that it can do, by the same rules
 * as in `fit.ts`.
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
    id uuid, tel text, members text[], latitude float8, longitude float8, move_types text[], tons float8, reach_m int, sigungu text[],
    slots_per_day int, insured_until date, day date, wanted int
  )
  cross join lateral (
    select mover.day where mover.day >= ${today}::date
    union all
    select distinct ${requests.movingOn} from ${requests}
    where mover.day is null and ${isWaiting} and ${requests.movingOn} >= ${today}::date
  ) as free (day)
  cross join (values ${sql.raw(movingSlots.map((slot) => `('${slot}')`).join())}) as part (slot)
  cross join lateral (
    select few.* from (
      select ${requests.callId} as "callId", ${metersHome} as "distanceMeters", ${requests.requestedAt}, ${requests.position}
      from ${requests}
      where ${isWaiting} and ${requests.movingOn} = free.day and ${requests.slot} = part.slot
        and ${requests.moveType} = any(mover.move_types)
        and coalesce(${requests.tons}, 0) <= ${largestLoad(sql`mover`)}
        and case when mover.sigungu is null then ${metersHome} <= mover.reach_m
          else ${requests.region} = any(mover.sigungu) end
        and ${isNotOwn(sql`mover`, sql`${requests.ownerTel}`)}
        and (not ${requests.hasQuote} or ${requests.movingOn} <= mover.insured_until)
        and not exists (select from ${bookings} where ${bookings.moverId} = mover.id
          and ${bookings.during} && case mover.slots_per_day when 1 then ${wholeDay} else ${requests.during} end
          and (${bookings.callId} is null or ${bookings.callId} <> all(${arrayOf(released)}::uuid[])) offset 0)
        and not exists (select from ${assignments} where ${assignments.callId} = ${requests.callId}
          and ${assignments.moverId} = mover.id and ${hasGivenBack} offset 0)
      order by ${requests.requestedAt}, ${requests.position} limit ${FEW}
    ) as few limit mover.wanted
  ) as waiting
  order by free.day, waiting.requested_at, waiting.position`;

const metersHome = metersOf(
  sql`ll_to_earth(${requests.latitude}, ${requests.longitude}) <-> ll_to_earth(mover.latitude, mover.longitude)`,
);

/** The day of a request in Seoul. */
const wholeDay = sql`tstzrange(free.day::timestamp at time zone 'Asia/Seoul', (free.day + 1)::timestamp at time zone 'Asia/Seoul')`;

const freedRow = ({ mover, day, wanted }: Freed) => ({
  id: mover.id,
  tel: mover.tel,
  members: mover.members,
  latitude: mover.base.latitude,
  longitude: mover.base.longitude,
  move_types: mover.moveTypes,
  tons: mover.tons,
  reach_m: reachOf(mover.serviceArea, mover.base),
  sigungu: regionsOf(mover.serviceArea),
  slots_per_day: mover.slotsPerDay,
  insured_until: mover.company?.insuredUntil ?? null,
  day,
  wanted,
});
