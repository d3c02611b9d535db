import type { Database } from '@movecall/eventlog';
import type { MoveCallStatus } from '@movecall/schema/events';
import { and, count, desc, eq, gt, gte, inArray, or, sql } from 'drizzle-orm';
import { calls, timeline } from '../tables.ts';

/** The last 24 hours in numbers, for operators. */
export interface CallStatistics {
  /**
   * How many calls have each status; statuses without calls are left out. Calls under way count whatever their age, the others
   * when they were requested in the last 24 hours.
   */
  readonly statuses: readonly { readonly status: MoveCallStatus; readonly count: number }[];
  /** How many calls were requested in each of 24 clock hours, oldest first; the last hour is not over. */
  readonly hours: readonly { readonly beginsAt: Date; readonly count: number }[];
  /** The latest confirmations, oldest first, and how many seconds after the request each came. */
  readonly confirmations: readonly { readonly at: Date; readonly seconds: number }[];
}

export type ReadStatistics = (now: Date) => Promise<CallStatistics>;

const HOUR_MS = 60 * 60 * 1_000;
const HOURS = 24;
const MAX_CONFIRMATIONS = 200;

export const createReadStatistics =
  (db: Database): ReadStatistics =>
  async (now) => {
    const since = new Date(now.getTime() - HOURS * HOUR_MS);
    const [statuses, hours, confirmations] = await Promise.all([
      countStatuses(db, since),
      countByHour(db, now),
      latestConfirmations(db, since),
    ]);
    return { statuses, hours, confirmations };
  };

async function countStatuses(db: Database, since: Date): Promise<CallStatistics['statuses']> {
  const isUnderWay = inArray(calls.status, ['REQUESTED', 'ASSIGNING', 'IN_PROGRESS']);
  return db
    .select({ status: calls.status, count: count() })
    .from(calls)
    .where(or(isUnderWay, gt(calls.requestedAt, since)))
    .groupBy(calls.status);
}

async function countByHour(db: Database, now: Date): Promise<CallStatistics['hours']> {
  const first = Math.floor(now.getTime() / HOUR_MS) - HOURS + 1;
  const hour = sql<string>`floor(extract(epoch from ${calls.requestedAt}) / 3600)`;
  const rows = await db
    .select({ hour, count: count() })
    .from(calls)
    .where(gte(calls.requestedAt, new Date(first * HOUR_MS)))
    .groupBy(hour);
  const counts = new Map(rows.map((row) => [Number(row.hour), row.count]));
  return Array.from({ length: HOURS }, (_, at) => ({
    beginsAt: new Date((first + at) * HOUR_MS),
    count: counts.get(first + at) ?? 0,
  }));
}

async function latestConfirmations(db: Database, since: Date): Promise<CallStatistics['confirmations']> {
  const rows = await db
    .select({ at: timeline.at, requestedAt: calls.requestedAt })
    .from(timeline)
    .innerJoin(calls, eq(calls.id, timeline.callId))
    .where(and(eq(timeline.status, 'CONFIRMED'), gt(timeline.at, since)))
    .orderBy(desc(timeline.at))
    .limit(MAX_CONFIRMATIONS);
  return rows
    .toReversed()
    .map(({ at, requestedAt }) => ({ at, seconds: (at.getTime() - requestedAt.getTime()) / 1_000 }));
}
