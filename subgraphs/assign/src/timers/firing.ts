import type { Transaction } from '@movecall/eventlog';
import type { AssignmentCommand } from '../assignment/assignment.ts';
import type { ExecuteAssignments } from '../executor.ts';
import { findAssignment } from '../offer/offer-store.ts';
import type { Timer } from './timer.ts';

/** Makes the function that fires a timer: it executes the command that the timer stands for. */
export const createFire =
  (execute: ExecuteAssignments) =>
  async (tx: Transaction, timer: Timer): Promise<void> => {
    const command = await commandOf(tx, timer);
    const cause = { causationId: null, traceparent: null };
    if (command) await execute(tx, [{ id: timer.key, command, cause }]);
  };

/** @returns null for a timer whose subject is gone */
async function commandOf(tx: Transaction, { kind, key }: Timer): Promise<AssignmentCommand | null> {
  switch (kind) {
    case 'OFFER_ENDS': {
      const assignment = await findAssignment(tx, key);
      return assignment && { type: 'expireOffer', callId: assignment.callId, assignmentId: key };
    }
    case 'ARRIVAL_OVERDUE': {
      const assignment = await findAssignment(tx, key);
      return assignment && { type: 'noShow', callId: assignment.callId, assignmentId: key };
    }
    default:
      return kind satisfies never;
  }
}
