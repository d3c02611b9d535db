import type { Database } from '@movecall/eventlog';
import type { ReleaseCause } from '@movecall/schema/events';
import { asc, inArray } from 'drizzle-orm';
import type { AssignmentStatus } from './assignment-view.ts';
import { assignments } from '../tables.ts';

/** A team that has or had a call. */
export interface AssignmentRecord {
  readonly id: string;
  readonly status: AssignmentStatus;
  readonly moverId: string;
  readonly distanceMeters: number;
  readonly assignedAt: Date;
  readonly releasedAt: Date | null;
  /** Null for a team that has the call, and for one that lost it in an earlier release. */
  readonly releasedCause: ReleaseCause | null;
  readonly releasedReason: string | null;
}

/** All teams of each call, the first one first, in the order of the ids. */
export async function findHistories(db: Database, callIds: readonly string[]): Promise<AssignmentRecord[][]> {
  const rows = await db
    .select()
    .from(assignments)
    .where(inArray(assignments.callId, [...callIds]))
    .orderBy(asc(assignments.assignedAt), asc(assignments.id));
  return callIds.map((id) => rows.filter(({ callId }) => callId === id));
}
