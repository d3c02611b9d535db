import type { Database } from '@movecall/eventlog';
import type { MoveCallStatus } from '@movecall/schema/events';
import { and, count, desc, eq, gt, gte, inArray, or, sql } from 'drizzle-orm';
import { calls, timeline } from './tables.ts';

/** The day in numbers, for operators. */
export interface DayFigures {
  /** Calls under way whatever their age, the others when they were requested within a day; only what there is. */
  readonly statuses: readonly { readonly status: MoveCallStatus; readonly count: number }[];
  /** Calls requested in each of 24 hours, oldest first; the last one is under way. */
  readonly hours: readonly { readonly beginsAt: Date; readonly count: number }[];
  /** The latest confirmations within a day, oldest first; `seconds` from the request. */
  readonly confirmations: readonly { readonly at: Date; readonly seconds: number }[];
}

export interface Figures {
  read(now: Date): Promise<DayFigures>;
}

const HOUR_MS = 60 * 60 * 1_000;
const HOURS = 24;
const MAX_CONFIRMATIONS = 200;

export function createFigures(db: Database): Figures {
  async function statuses(since: Date): Promise<DayFigures['statuses']> {
    const underWay = inArray(calls.status, ['REQUESTED', 'ASSIGNING', 'IN_PROGRESS']);
    return db
      .select({ status: calls.status, count: count() })
      .from(calls)
      .where(or(underWay, gt(calls.requestedAt, since)))
      .groupBy(calls.status);
  }

  async function hours(now: Date): Promise<DayFigures['hours']> {
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

  async function confirmations(since: Date): Promise<DayFigures['confirmations']> {
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

  return {
    async read(now) {
      const since = new Date(now.getTime() - HOURS * HOUR_MS);
      const [ofStatuses, ofHours, ofConfirmations] = await Promise.all([
        statuses(since),
        hours(now),
        confirmations(since),
      ]);
      return { statuses: ofStatuses, hours: ofHours, confirmations: ofConfirmations };
    },
  };
}
