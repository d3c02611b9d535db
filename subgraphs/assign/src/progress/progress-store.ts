import { arrayOf, insertRows } from '@movecall/database/rows';
import type { Change } from '@movecall/decider';
import type { Database, Transaction } from '@movecall/eventlog';
import { asc, eq, inArray, sql } from 'drizzle-orm';
import type { AssignmentCommand } from '../assignment/assignment.ts';
import type { AssignmentFact } from '../assignment/assignment-fact.ts';
import type { Board } from '../assignment/board.ts';
import { assignments, progressSteps } from '../tables.ts';
import type { ReportedStep } from './progress.ts';

/** A step as it is read. */
export type StepView = Pick<typeof progressSteps.$inferSelect, 'step' | 'at' | 'receivedAt'>;

const NEEDING = new Set<AssignmentCommand['type']>(['reportProgress', 'drop', 'noShow']);

/** What the teams of the calls have reported that commands decide by it, of each call in the order of the steps. */
export async function progressFor(
  tx: Transaction,
  commands: readonly AssignmentCommand[],
): Promise<ReadonlyMap<string, readonly ReportedStep[]>> {
  const callIds = commands.flatMap((command) =>
    NEEDING.has(command.type) && 'callId' in command ? [command.callId] : [],
  );
  if (callIds.length === 0) return new Map();
  const { assignmentId, step, at, idempotencyKey } = progressSteps;
  const rows = await tx
    .select({
      callId: assignments.callId,
      reported: { assignmentId, moverId: assignments.moverId, step, at, idempotencyKey },
    })
    .from(progressSteps)
    .innerJoin(assignments, eq(assignments.id, assignmentId))
    .where(inArray(assignments.callId, callIds))
    .orderBy(asc(at));
  return new Map(
    callIds.map((callId) => [callId, rows.flatMap((row) => (row.callId === callId ? [row.reported] : []))]),
  );
}

/** Writes the steps that were reported, and deletes those of the calls that were erased. */
export async function saveProgress(
  tx: Transaction,
  { after: { at: receivedAt }, recorded }: Change<Board, AssignmentFact>,
): Promise<void> {
  const reported = recorded.flatMap(({ fact }) => {
    if (fact.type !== 'ProgressReported') return [];
    const { assignmentId, step, at, idempotencyKey } = fact;
    return [{ assignmentId, step, at, receivedAt, idempotencyKey }];
  });
  if (reported.length > 0) await tx.execute(insertRows(progressSteps, reported));
  const erased = recorded.flatMap(({ fact }) => (fact.type === 'Erased' ? [fact.callId] : []));
  if (erased.length > 0)
    await tx.execute(sql`
      delete from ${progressSteps} using ${assignments}
      where ${assignments.id} = ${progressSteps.assignmentId} and ${assignments.callId} = any(${arrayOf(erased)}::uuid[])`);
}

/** The steps of each assignment, in their order, in the order of the ids. */
export async function findSteps(db: Database, assignmentIds: readonly string[]): Promise<StepView[][]> {
  const rows = await db
    .select()
    .from(progressSteps)
    .where(inArray(progressSteps.assignmentId, [...assignmentIds]))
    .orderBy(asc(progressSteps.at), asc(progressSteps.receivedAt));
  return assignmentIds.map((id) => rows.filter(({ assignmentId }) => assignmentId === id));
}
