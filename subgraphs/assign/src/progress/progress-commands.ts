import type { Cause, Database } from '@movecall/eventlog';
import type { AssignmentRefusal } from '../assignment/assignment.ts';
import type { ExecuteAssignments } from '../executor.ts';
import type { ReportCommand } from './progress.ts';

export type Report = Omit<ReportCommand, 'type'>;

/** Records a step of a team in a transaction of its own. @returns why it was refused, or null when it is recorded */
export type ReportProgress = (report: Report, cause: Cause) => Promise<AssignmentRefusal | null>;

export const createReportProgress =
  (db: Database, execute: ExecuteAssignments): ReportProgress =>
  (report, cause) =>
    db.transaction(async (tx) => {
      const command = { type: 'reportProgress', ...report } as const;
      const [decision] = await execute(tx, [{ id: report.callId, command, cause }]);
      return decision && 'refusal' in decision ? decision.refusal : null;
    });
