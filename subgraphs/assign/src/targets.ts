import type { Transaction } from '@movecall/eventlog';
import { sql } from 'drizzle-orm';
import type { Target } from './board.ts';
import { candidateRequest } from './candidates.ts';
import type { AssignmentRequest } from './dispatch.ts';
import { isInArea, metersOf } from './fit.ts';
import type { Mover } from './mover.ts';
import { bookings, movers } from './tables.ts';

/** Reads what a team that an operator wants for a call has to do with it. Its own booking for the call does not count. */
export async function targetFor(tx: Transaction, mover: Mover, asked: AssignmentRequest): Promise<Target> {
  const team = sql`${movers}`;
  const line = sql`(${movers.baseEarth} <-> request.home)`;
  const [row] = await tx.execute<Omit<Target, 'mover'>>(sql`
    select ${metersOf(line)} as "distanceMeters", ${isInArea(team, line)} as "isInArea",
      not exists (select from ${bookings} where ${bookings.moverId} = ${movers.id}
        and ${bookings.callId} is distinct from request.call_id
        and ${bookings.during} && case ${movers.slotsPerDay} when 1 then request.whole else request.during end) as "hasTime"
    from ${candidateRequest(asked)} cross join ${movers} where ${movers.id} = ${mover.id}`);
  if (!row) throw new Error(`mover ${mover.id} has no row; report a bug`);
  return { mover, ...row };
}
