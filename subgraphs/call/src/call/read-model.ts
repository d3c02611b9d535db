import { arrayOf } from '@movecall/database/rows';
import { type Database, lastNumber } from '@movecall/eventlog';
import type { MoveCallStatus } from '@movecall/schema/events';
import type { Viewer } from '@movecall/identity';
import type { Day } from '@movecall/values/days';
import { asc, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Mover } from './call.ts';
import { listCalls, listJobs, type PageRequest } from './call-list.ts';
import type { KeptRecord } from './call-record.ts';
import { type CallRow, moverIn } from './call-row.ts';
import { findPeople } from '../sign-in/person-store.ts';
import type { Person } from '../sign-in/sign-in.ts';
import { alerts, calls, timeline } from '../tables.ts';

/** A call as the API shows it. It is one row, so that reading it needs neither manage nor assign. */
export interface MoveCallView extends KeptRecord {
  readonly status: MoveCallStatus;
  readonly version: number;
  readonly updatedAt: Date;
  readonly waitingReason: CallRow['waitingReason'];
  /** Null before a mover is announced and after the call is cancelled. */
  readonly mover: Mover | null;
  /** The mover that was announced, also after the call was cancelled. */
  readonly moverId: string | null;
}

export interface TimelineEntry {
  readonly version: number;
  readonly status: MoveCallStatus;
  readonly at: Date;
}

export interface StatusEventView extends TimelineEntry {
  readonly moveCall: MoveCallView;
}

export interface AlertEntry {
  readonly template: string;
  readonly channel: string;
  readonly outcome: string;
  readonly at: Date;
}

export interface ReadModel {
  /** The calls in the order of the ids; null for an id without a call. */
  find(ids: readonly string[]): Promise<(MoveCallView | null)[]>;
  /** The calls that a viewer may list, newest first. */
  list(viewer: Viewer, page: PageRequest): Promise<{ calls: MoveCallView[]; hasNextPage: boolean }>;
  /** The calls that a mover has on the days of a range, in their order. */
  jobs(moverId: string, from: Day, to: Day): Promise<MoveCallView[]>;
  /** The position on the stream of status changes from which the reader of a list follows it. Read it before the list. */
  streamPosition(): Promise<string>;
  /** For each of the calls its timeline, oldest first. */
  timelines(callIds: readonly string[]): Promise<TimelineEntry[][]>;
  /** The people with these ids, in their order; null for an id without a person. */
  people(ids: readonly string[]): Promise<(Person | null)[]>;
  /** For each of the calls its alerts, oldest first. */
  alerts(callIds: readonly string[]): Promise<AlertEntry[][]>;
}

export function createReadModel(db: Database): ReadModel {
  return {
    async find(ids) {
      const rows = await db.select().from(calls).where(isOneOf(calls.id, ids));
      const byId = new Map(rows.map((row) => [row.id, viewOf(row)]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    async list(viewer, page) {
      const rows = await listCalls(db, viewer, page, page.first + 1);
      return { calls: rows.slice(0, page.first).map(viewOf), hasNextPage: rows.length > page.first };
    },

    jobs: async (moverId, from, to) => (await listJobs(db, moverId, from, to)).map(viewOf),

    people: (ids) => findPeople(db, ids),

    streamPosition: async () => String(await lastNumber(db)),

    async timelines(callIds) {
      const rows = await db
        .select()
        .from(timeline)
        .where(isOneOf(timeline.callId, callIds))
        .orderBy(asc(timeline.version));
      return groupByCall(callIds, rows);
    },

    async alerts(callIds) {
      const rows = await db
        .select()
        .from(alerts)
        .where(isOneOf(alerts.callId, callIds))
        .orderBy(asc(alerts.at), asc(alerts.id));
      return groupByCall(callIds, rows);
    },
  };
}

/** Its text is the same for any number of ids, so that the statement is prepared once. */
const isOneOf = (column: PgColumn, ids: readonly string[]): SQL =>
  sql`${column} = any(${arrayOf(ids)}::uuid[])`;

export const viewOf = (row: CallRow): MoveCallView => ({ ...row, mover: moverIn(row) });

function groupByCall<R extends { readonly callId: string }>(
  callIds: readonly string[],
  rows: readonly R[],
): R[][] {
  const byCall = new Map(callIds.map((id) => [id, [] as R[]]));
  for (const row of rows) byCall.get(row.callId)?.push(row);
  return callIds.map((id) => byCall.get(id) ?? []);
}
