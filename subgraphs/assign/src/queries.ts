import type { Database } from '@movecall/eventlog';
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { AssignmentView } from './assignment.ts';
import type { Position } from './cursor.ts';
import type { Mover } from './mover.ts';
import { toMover } from './rows.ts';
import { assignments, movers } from './tables.ts';

export type Queries = ReturnType<typeof createQueries>;

export function createQueries(db: Database) {
  return {
    async mover(id: string): Promise<Mover | null> {
      const [row] = await db.select().from(movers).where(eq(movers.id, id));
      return row ? toMover(row) : null;
    },

    /** Newest first, from after a position on; those of one setting of the switch only, unless `available` is null. */
    async movers(page: {
      limit: number;
      after: Position | null;
      available: boolean | null;
    }): Promise<Mover[]> {
      const { limit, after, available } = page;
      const rows = await db
        .select()
        .from(movers)
        .where(
          and(
            available === null ? undefined : eq(movers.available, available),
            after
              ? sql`(${movers.registeredAt}, ${movers.id}) < (${after.registeredAt.toISOString()}::timestamptz, ${after.id}::uuid)`
              : undefined,
          ),
        )
        .orderBy(desc(movers.registeredAt), desc(movers.id))
        .limit(limit);
      return rows.map(toMover);
    },

    /** The newest assignment of each call, null for one that has none. */
    async assignmentsOf(callIds: readonly string[]): Promise<(AssignmentView | null)[]> {
      const rows = await db
        .selectDistinctOn([assignments.callId])
        .from(assignments)
        .innerJoin(movers, eq(movers.id, assignments.moverId))
        .where(inArray(assignments.callId, [...callIds]))
        .orderBy(assignments.callId, desc(assignments.assignedAt));
      const byCall = new Map(rows.map((row) => [row.assignments.callId, toView(row)]));
      return callIds.map((callId) => byCall.get(callId) ?? null);
    },
  };
}

function toView(row: {
  assignments: typeof assignments.$inferSelect;
  movers: typeof movers.$inferSelect;
}): AssignmentView {
  const { id, callId, ownerId, status, distanceMeters, assignedAt } = row.assignments;
  return { id, callId, ownerId, status, distanceMeters, assignedAt, mover: toMover(row.movers) };
}
