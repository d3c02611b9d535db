import { type Database, lastNumber } from '@movecall/eventlog';
import type { MoveCallStatus } from '@movecall/schema/events';
import type { Viewer } from '@movecall/identity';
import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Mover } from './call.ts';
import type { CallRecord } from './call-record.ts';
import type { PageCursor } from './page-cursor.ts';
import type { Search } from './request.ts';
import { moverOf } from './store.ts';
import { alerts, calls, timeline } from './tables.ts';

/** A call as its readers see it: one row, which needs neither manage nor assign. */
export interface MoveCallView extends CallRecord {
  readonly status: MoveCallStatus;
  readonly version: number;
  readonly requestedAt: Date;
  readonly updatedAt: Date;
  readonly waitingReason: typeof calls.$inferSelect.waitingReason;
  /** Null before one is assigned, and again once the call is cancelled. */
  readonly mover: Mover | null;
  /** The mover whose call it is, or was until it was cancelled. */
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

/** Whether a call is any of this viewer's business: its owner's, its mover's, and every operator's. */
export function maySee(viewer: Viewer, call: Pick<MoveCallView, 'ownerId' | 'moverId'>): boolean {
  switch (viewer.role) {
    case 'OPERATOR':
      return true;
    case 'MOVER':
      return call.ownerId === viewer.id || (call.moverId !== null && call.moverId === viewer.moverId);
    case 'CUSTOMER':
      return call.ownerId === viewer.id;
    case 'SERVICE':
      return false;
    default:
      return viewer.role satisfies never;
  }
}

/** Whether this viewer is given the customer's phone: a mover only as long as the call is theirs. */
export const mayReach = (
  viewer: Viewer,
  call: Pick<MoveCallView, 'ownerId' | 'moverId' | 'mover'>,
): boolean =>
  maySee(viewer, call) && (viewer.role !== 'MOVER' || viewer.id === call.ownerId || call.mover !== null);

export interface PageRequest {
  readonly first: number;
  readonly after: PageCursor | null;
  /** Null: any. */
  readonly status: readonly MoveCallStatus[] | null;
  readonly search: Search | null;
}

export interface ReadModel {
  /** In the order of the ids; null where there is none. */
  find(ids: readonly string[]): Promise<(MoveCallView | null)[]>;
  /** Newest first: a customer's own calls, those assigned to a mover, all for an operator. */
  list(viewer: Viewer, page: PageRequest): Promise<{ calls: MoveCallView[]; hasNextPage: boolean }>;
  /** Taken before a list is read, where its reader goes on by the stream of status changes. */
  streamPosition(): Promise<string>;
  /** Oldest first, for each of the calls. */
  timelines(callIds: readonly string[]): Promise<TimelineEntry[][]>;
  /** Oldest first, for each of the calls. */
  alerts(callIds: readonly string[]): Promise<AlertEntry[][]>;
}

export function createReadModel(db: Database): ReadModel {
  return {
    async find(ids) {
      const rows = await db.select().from(calls).where(inArray(calls.id, ids));
      const byId = new Map(rows.map((row) => [row.id, viewOf(row)]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    async list(viewer, { first, after, status, search }) {
      const conditions = [
        concerns(viewer),
        after && sql`(${calls.requestedAt}, ${calls.id}) < (${after.requestedAt.toISOString()}, ${after.id})`,
        status && inArray(calls.status, status),
        search && matches(search),
      ];
      const rows = await db
        .select()
        .from(calls)
        .where(and(...conditions.filter((condition) => condition !== null)))
        .orderBy(desc(calls.requestedAt), desc(calls.id))
        .limit(first + 1);
      return { calls: rows.slice(0, first).map(viewOf), hasNextPage: rows.length > first };
    },

    streamPosition: async () => String(await lastNumber(db)),

    async timelines(callIds) {
      const rows = await db
        .select()
        .from(timeline)
        .where(inArray(timeline.callId, callIds))
        .orderBy(asc(timeline.version));
      return grouped(callIds, rows);
    },

    async alerts(callIds) {
      const rows = await db
        .select()
        .from(alerts)
        .where(inArray(alerts.callId, callIds))
        .orderBy(asc(alerts.at), asc(alerts.id));
      return grouped(callIds, rows);
    },
  };
}

/** Null: every call. */
function concerns(viewer: Viewer): SQL | null {
  switch (viewer.role) {
    case 'OPERATOR':
      return null;
    case 'MOVER':
      return viewer.moverId === null ? sql`false` : eq(calls.moverId, viewer.moverId);
    case 'CUSTOMER':
      return eq(calls.ownerId, viewer.id);
    case 'SERVICE':
      return sql`false`;
    default:
      return viewer.role satisfies never;
  }
}

function matches(search: Search): SQL {
  if ('telEnd' in search) return sql`reverse(${calls.tel}) like ${`${reverse(search.telEnd)}%`}`;
  const pattern = `%${search.text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return sql`(${calls.location}->>'address' ilike ${pattern} or ${calls.location}->>'district' ilike ${pattern})`;
}

const reverse = (text: string): string => [...text].toReversed().join('');

const viewOf = (row: typeof calls.$inferSelect): MoveCallView => ({ ...row, mover: moverOf(row) });

function grouped<R extends { readonly callId: string }>(
  callIds: readonly string[],
  rows: readonly R[],
): R[][] {
  const byCall = new Map(callIds.map((id) => [id, [] as R[]]));
  for (const row of rows) byCall.get(row.callId)?.push(row);
  return callIds.map((id) => byCall.get(id) ?? []);
}
