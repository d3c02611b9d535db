import type { Change } from '@movecall/decider';
import type { Transaction } from '@movecall/eventlog';
import type { AssignmentFact } from '../assignment/assignment-fact.ts';
import type { Board } from '../assignment/board.ts';
import type { AssignmentRequest } from '../dispatch/dispatch.ts';
import { noShowAt } from '../rescue/rescue.ts';
import { slotEnds } from '../slots.ts';
import type { Timer } from './timer.ts';
import { removeTimers, setTimers } from './timer-store.ts';

/** Sets the timers that follow from facts, and removes those that are not needed any more: a statement for each, however many they are. */
export async function saveTimers(
  tx: Transaction,
  { after: { at }, recorded }: Change<Board, AssignmentFact>,
): Promise<void> {
  const facts = recorded.map(({ fact }) => fact);
  const lost = new Set(facts.flatMap((fact) => (fact.type === 'Released' ? [fact.assignmentId] : [])));
  const set = facts.flatMap((fact) => timersOf(fact, at)).filter(({ key }) => !lost.has(key));
  await removeTimers(tx, 'ARRIVAL_OVERDUE', facts.flatMap(endedBy));
  await setTimers(tx, set, at);
}

/** The assignments whose teams need not come any more, not by then, or are there. */
function endedBy(fact: AssignmentFact): string[] {
  if (fact.type === 'Released') return [fact.assignmentId];
  if (fact.type === 'Rescheduled') return fact.kept ? [fact.kept.assignmentId] : [];
  return fact.type === 'ProgressReported' && fact.step === 'ARRIVED' ? [fact.assignmentId] : [];
}

function timersOf(fact: AssignmentFact, at: Date): Timer[] {
  switch (fact.type) {
    case 'Offered':
      return [{ kind: 'OFFER_ENDS', key: fact.assignmentId, dueAt: fact.expiresAt }];
    case 'Assigned':
    case 'OfferAccepted':
      return arrivalOverdue(fact.request, fact.assignmentId, at);
    case 'Rescheduled':
      return fact.kept ? arrivalOverdue(fact.request, fact.kept.assignmentId, at) : [];
    default:
      return [];
  }
}

/** A team that gets a call so late that its half hour would end with the slot has no timer: only operators know what was agreed then. */
function arrivalOverdue(request: AssignmentRequest, key: string, since: Date): Timer[] {
  const dueAt = noShowAt(request, since);
  return dueAt < slotEnds(request.movingOn, request.slot) ? [{ kind: 'ARRIVAL_OVERDUE', key, dueAt }] : [];
}
