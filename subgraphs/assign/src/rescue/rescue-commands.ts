import type { Cause, Database } from '@movecall/eventlog';
import type { AssignmentCommand, AssignmentRefusal } from '../assignment/assignment.ts';
import type { ExecuteAssignments } from '../executor.ts';
import type { RescueCommand } from './rescue.ts';

export type Drop = Omit<Extract<RescueCommand, { type: 'drop' }>, 'type'>;
export type Reassign = Omit<Extract<RescueCommand, { type: 'reassign' }>, 'type'>;

/** The commands of teams and operators on calls that have a team. Each answers why it was refused, or null when it was done. */
export interface RescueCommands {
  drop(drop: Drop, cause: Cause): Promise<AssignmentRefusal | null>;
  reassign(reassign: Reassign, cause: Cause): Promise<AssignmentRefusal | null>;
}

export interface RescueCommandsDeps {
  readonly db: Database;
  readonly execute: ExecuteAssignments;
}

/** Each command is a transaction of its own. */
export function createRescueCommands({ db, execute }: RescueCommandsDeps): RescueCommands {
  const run = (callId: string, command: AssignmentCommand, cause: Cause) =>
    db.transaction(async (tx) => {
      const [decision] = await execute(tx, [{ id: callId, command, cause }]);
      return decision && 'refusal' in decision ? decision.refusal : null;
    });
  return {
    drop: (drop, cause) => run(drop.callId, { type: 'drop', ...drop }, cause),
    reassign: (reassign, cause) => run(reassign.callId, { type: 'reassign', ...reassign }, cause),
  };
}
