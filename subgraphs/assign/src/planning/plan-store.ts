import { arrayOf } from '@movecall/database/rows';
import type { Transaction } from '@movecall/eventlog';
import type { Day } from '@movecall/values/days';
import { and, eq, sql } from 'drizzle-orm';
import { toCall } from '../assignment/board-rows.ts';
import { requestRows } from '../dispatch/candidates.ts';
import type { AssignmentRequest } from '../dispatch/dispatch.ts';
import { canDo, metersOf } from '../dispatch/fit.ts';
import { passedOverFor } from '../dispatch/passed-over.ts';
import { rangeOfSlot, type SlotsPerDay } from '../slots.ts';
import { assignments, bookings, movers, plans, requests } from '../tables.ts';
import { beginsSoon } from './applying.ts';
import type { Move, Option, PlannedJob, PlannedTeam } from './plan.ts';

/** What a day is planned from. */
interface Planned {
  readonly jobs: readonly PlannedJob[];
  readonly options: readonly Option[];
  readonly teams: readonly PlannedTeam[];
}

/** How many of the nearest teams a job may get. */
const TEAMS_OF_JOB = sql.raw('50');

/** Reads the jobs of a day that may be moved, and the teams that can do them. A team that has accepted an offer keeps its job. */
export async function readDay(tx: Transaction, day: Day, now: Date): Promise<Planned> {
  const rows = await tx
    .select({ request: requests, held: assignments })
    .from(assignments)
    .innerJoin(requests, eq(requests.callId, assignments.callId))
    .where(
      and(
        eq(requests.movingOn, day),
        sql`${requests.status} = 'ASSIGNED' and ${assignments.status} = 'ACTIVE' and ${assignments.expiresAt} is null`,
      ),
    )
    .orderBy(assignments.id);
  const asked: AssignmentRequest[] = [];
  const jobs = rows.flatMap(({ request: row, held }): PlannedJob[] => {
    const { id: assignmentId, callId, moverId, distanceMeters } = held;
    const call = toCall(row, { ...held, companyId: held.moverCompanyId });
    if (call.status !== 'ASSIGNED' || beginsSoon([day, call.request.slot], now)) return [];
    asked.push(call.request);
    return [{ callId, assignmentId, moverId, slot: call.request.slot, distanceMeters }];
  });
  if (jobs.length === 0) return { jobs, options: [], teams: [] };
  const options = await optionsFor(tx, asked);
  return { jobs, options, teams: await teamsOf(tx, day, jobs, options) };
}

async function optionsFor(tx: Transaction, asked: readonly AssignmentRequest[]): Promise<readonly Option[]> {
  const passedOver = await passedOverFor(
    tx,
    asked.map(({ callId }) => callId),
  );
  const line = sql`(${movers.baseEarth} <-> request.home)`;
  return await tx.execute<Option & Record<string, unknown>>(sql`
    select request.call_id as "callId", team.* from ${requestRows(asked, passedOver)}
    cross join lateral (
      select ${movers.id} as "moverId", ${metersOf(line)} as "distanceMeters" from ${movers}
      where ${movers.available} and ${canDo(sql`${movers}`, line)} order by 2, 1 limit ${TEAMS_OF_JOB}
    ) as team`);
}

type TeamRow = {
  readonly id: string;
  readonly slotsPerDay: SlotsPerDay;
  readonly morning: boolean;
  readonly afternoon: boolean;
};

/** The teams of jobs and options, with the time that anything but these jobs takes: days off, other jobs, held times. */
async function teamsOf(
  tx: Transaction,
  day: Day,
  jobs: readonly PlannedJob[],
  options: readonly Option[],
): Promise<PlannedTeam[]> {
  const ids = arrayOf([...new Set([...jobs, ...options].map(({ moverId }) => moverId))]);
  const moved = arrayOf(jobs.map(({ assignmentId }) => assignmentId));
  const takes = (slot: 'MORNING' | 'AFTERNOON') =>
    sql`coalesce(bool_or(${bookings.during} && ${rangeOfSlot(day, slot)}::tstzrange), false)`;
  const rows = await tx.execute<TeamRow>(sql`
    select ${movers.id} as id, ${movers.slotsPerDay} as "slotsPerDay",
      ${takes('MORNING')} as morning, ${takes('AFTERNOON')} as afternoon
    from ${movers} left join ${bookings} on ${bookings.moverId} = ${movers.id} and not exists (
      select from ${assignments} where ${assignments.id} = any(${moved}::uuid[])
        and (${assignments.callId}, ${assignments.during}) = (${bookings.callId}, ${bookings.during}))
    where ${movers.id} = any(${ids}::uuid[]) group by ${movers.id} order by ${movers.id}`);
  return rows.map(({ id, slotsPerDay, morning, afternoon }) => ({
    id,
    slotsPerDay,
    taken: [...(morning ? (['MORNING'] as const) : []), ...(afternoon ? (['AFTERNOON'] as const) : [])],
  }));
}

/** A plan that somebody has asked for. */
export interface Plan {
  readonly id: string;
  readonly day: Day;
  /** What the teams of all jobs that may be moved drive to them, in metres. */
  readonly before: number;
  readonly after: number;
  readonly moves: readonly Move[];
  readonly appliedAt: Date | null;
}

export const keepPlan = async (tx: Transaction, plan: Plan, proposedAt: Date): Promise<unknown> =>
  await tx.insert(plans).values({ ...plan, moves: [...plan.moves], proposedAt });

/** Locks and loads a plan: it is applied once. */
export async function findPlan(tx: Transaction, id: string): Promise<Plan | null> {
  const [row] = await tx.select().from(plans).where(eq(plans.id, id)).for('update');
  return row ?? null;
}

export const markApplied = async (tx: Transaction, id: string, at: Date): Promise<unknown> =>
  await tx.update(plans).set({ appliedAt: at }).where(eq(plans.id, id));
