import type { Database, Transaction } from '@movecall/eventlog';
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { type AssignmentRecord, findHistories } from './assignment/assignment-history.ts';
import type { AssignmentView } from './assignment/assignment-view.ts';
import type { Company } from './company/company.ts';
import { toCompany } from './company/company-row.ts';
import type { Mover } from './mover/mover.ts';
import { moverColumns, toMover } from './mover/mover-row.ts';
import type { PageCursor } from './page-cursor.ts';
import { findSteps, type StepView } from './progress/progress-store.ts';
import { assignments, companies, movers } from './tables.ts';

export interface ReadModel {
  /** The movers with these ids, in their order; null for an id without a mover. */
  find(ids: readonly string[]): Promise<(Mover | null)[]>;
  /** The companies with these ids, in their order; null for an id without a company. */
  companies(ids: readonly string[]): Promise<(Company | null)[]>;
  /** Movers, newest first. */
  movers(page: PageRequest): Promise<Mover[]>;
  /** The newest assignment of each call, in the order of the ids; null for a call without one. */
  assignmentsOf(callIds: readonly string[]): Promise<(AssignmentView | null)[]>;
  /** All teams that each call has had, the first one first, in the order of the ids. */
  historiesOf(callIds: readonly string[]): Promise<AssignmentRecord[][]>;
  /** What the team of each assignment has reported, in the order of the ids. */
  stepsOf(assignmentIds: readonly string[]): Promise<StepView[][]>;
}

export interface PageRequest {
  readonly limit: number;
  readonly after: PageCursor | null;
  /** Null for movers that are available and movers that are not. */
  readonly available: boolean | null;
}

export function createReadModel(db: Database): ReadModel {
  return {
    historiesOf: (callIds) => findHistories(db, callIds),
    stepsOf: (assignmentIds) => findSteps(db, assignmentIds),

    async find(ids) {
      const rows = await db.select(moverColumns).from(movers).where(inArray(movers.id, ids));
      const byId = new Map(rows.map((row) => [row.mover.id, toMover(row)]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    async companies(ids) {
      const rows = await db.select().from(companies).where(inArray(companies.id, ids));
      const byId = new Map(rows.map((row) => [row.id, toCompany(row)]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    async movers({ limit, after, available }) {
      const rows = await db
        .select(moverColumns)
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

    async assignmentsOf(callIds) {
      const rows = await db
        .selectDistinctOn([assignments.callId], { assignment: assignments, ...moverColumns })
        .from(assignments)
        .innerJoin(movers, eq(movers.id, assignments.moverId))
        .where(inArray(assignments.callId, [...callIds]))
        .orderBy(assignments.callId, desc(assignments.assignedAt));
      const byCall = new Map(rows.map((row) => [row.assignment.callId, toView(row)]));
      return callIds.map((callId) => byCall.get(callId) ?? null);
    },
  };
}

/** An assignment; null when there is none with this id. */
export async function readAssignment(tx: Transaction, id: string): Promise<AssignmentView | null> {
  const [row] = await tx
    .select({ assignment: assignments, ...moverColumns })
    .from(assignments)
    .innerJoin(movers, eq(movers.id, assignments.moverId))
    .where(eq(assignments.id, id));
  return row ? toView(row) : null;
}

function toView({
  assignment,
  ...mover
}: Parameters<typeof toMover>[0] & {
  readonly assignment: typeof assignments.$inferSelect;
}): AssignmentView {
  const { id, callId, ownerId, status, distanceMeters, assignedAt } = assignment;
  return { id, callId, ownerId, status, distanceMeters, assignedAt, mover: toMover(mover) };
}
