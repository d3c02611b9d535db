import { type Decision, facts, refusal } from '@movecall/decider/decider';
import type { MovingSlot } from '@movecall/schema/events';
import { type Day, seoulDay } from '@movecall/values/days';
import { type AssignmentFact, released } from '../assignment/assignment-fact.ts';
import type { Board, Target } from '../assignment/board.ts';
import { type CallState, isHeld } from '../assignment/call-state.ts';
import type { AssignmentRequest } from '../dispatch/dispatch.ts';
import { andServe, assigned, handedOver } from '../serving.ts';
import { hasArrived } from '../progress/progress.ts';
import { slotBegins } from '../slots.ts';

/** The decisions on calls that lose their team and go on: another team has the call in the same decision, or it waits. */

/** Whose name in the wrong assignment must not end the right one. */
interface Expecting {
  /** The assignment that is meant; null for the one that the call has. */
  readonly assignmentId: string | null;
}

export type RescueCommand =
  | ({
      readonly type: 'drop';
      readonly callId: string;
      /** The team that ends its part; null for an operator, who may end the part of any. */
      readonly byMoverId: string | null;
      readonly reason: string;
    } & Expecting)
  /** The time by which the team should have been there is over. */
  | { readonly type: 'noShow'; readonly callId: string; readonly assignmentId: string }
  | ({
      readonly type: 'reassign';
      readonly callId: string;
      readonly toMoverId: string;
      /** The day and slot that is meant; null for those of the call. */
      readonly movingOn: Day | null;
      readonly slot: MovingSlot | null;
      /** Whether the call is meant to have no team. */
      readonly onlyIfWaiting: boolean;
      readonly reason: string;
    } & Expecting);

/** Why a team cannot get a call, whoever wants it to. */
export type Unfit =
  'NOT_AVAILABLE' | 'TYPE_NOT_TAKEN' | 'LOAD_TOO_LARGE' | 'NOT_INSURED' | 'OWN_CALL' | 'SLOT_FULL';

/** NOT_FOUND also stands for another team's call. */
export type RescueRefusal =
  | 'NOT_FOUND'
  | 'UNKNOWN_MOVER'
  | 'NOT_ASSIGNED'
  | 'ALREADY_CANCELLED'
  | 'DAY_IS_OVER'
  /** The call has another assignment than the one that is meant. */
  | 'ASSIGNMENT_CHANGED'
  /** It is on another day or in another slot. */
  | 'RESCHEDULE_FIRST'
  | Unfit;

type RescueDecision = Decision<AssignmentFact, RescueRefusal>;

/** How long after the beginning of its slot, or after it got the call if that was later, a team counts as not there. */
export const NO_SHOW_AFTER_MS = 30 * 60 * 1000;

/** When a team that is not there has not come. @param since when it got the call */
export const noShowAt = (
  { movingOn, slot }: Pick<AssignmentRequest, 'movingOn' | 'slot'>,
  since: Date,
): Date => new Date(Math.max(slotBegins(movingOn, slot).getTime(), since.getTime()) + NO_SHOW_AFTER_MS);

/** The team that has a call gives it back, or did not come. The next team has it at the agreed price; the same one never again. */
export function drop(
  board: Board,
  { callId, byMoverId, reason, assignmentId }: Extract<RescueCommand, { type: 'drop' }>,
): RescueDecision {
  const call = board.calls.get(callId);
  // A repetition: the team has given it back before.
  const isDone = byMoverId !== null && (board.passedOver.get(callId)?.includes(byMoverId) ?? false);
  if (byMoverId !== null && !hasCall(call, byMoverId)) return isDone ? facts() : refusal('NOT_FOUND');
  switch (call?.status) {
    case undefined:
    case 'VOID':
      return refusal('NOT_FOUND');
    case 'CANCELLED':
      return refusal('ALREADY_CANCELLED');
    case 'WAITING':
    case 'OFFERED':
      return refusal('NOT_ASSIGNED');
    case 'ASSIGNED': {
      const { request, assignment } = call;
      if (assignmentId !== null && assignmentId !== assignment.id) return refusal('ASSIGNMENT_CHANGED');
      // What happened on a day that is over, only operators know for both sides.
      if (byMoverId !== null && seoulDay(board.at) > request.movingOn) return refusal('DAY_IS_OVER');
      const isLate = board.at >= noShowAt(request, assignment.assignedAt) && !hasArrived(board, callId);
      const cause = isLate ? 'NO_SHOW' : 'DROPPED';
      const lost = released(call, cause, reason);
      return facts(...handedOver(board, lost));
    }
    default:
      return call satisfies never;
  }
}

/** A team that has not reported its arrival in time has not come. What it reports afterwards changes nothing. */
export function noShow(
  board: Board,
  { callId, assignmentId }: Extract<RescueCommand, { type: 'noShow' }>,
): Decision<AssignmentFact> {
  const call = board.calls.get(callId);
  if (call?.status !== 'ASSIGNED' || call.assignment.id !== assignmentId) return facts();
  const { request, assignment } = call;
  if (board.at < noShowAt(request, assignment.assignedAt) || hasArrived(board, callId)) return facts();
  return facts(...handedOver(board, released(call, 'NO_SHOW')));
}

/** An operator gives a call to a team. The area is the operator's to judge; what the team cannot do is refused. */
export function reassign(
  board: Board,
  command: Extract<RescueCommand, { type: 'reassign' }>,
): RescueDecision {
  const { callId, toMoverId, movingOn, slot, onlyIfWaiting, reason, assignmentId } = command;
  const call = board.calls.get(callId);
  if (!call || !('request' in call)) return refusal('NOT_FOUND');
  if (call.status === 'CANCELLED') return refusal('ALREADY_CANCELLED');
  const { request } = call;
  const held = isHeld(call) ? call : null;
  if ((movingOn ?? request.movingOn) !== request.movingOn || (slot ?? request.slot) !== request.slot)
    return refusal('RESCHEDULE_FIRST');
  if (held?.assignment.moverId === toMoverId && call.status === 'ASSIGNED') return facts();
  if (assignmentId !== null && assignmentId !== held?.assignment.id) return refusal('ASSIGNMENT_CHANGED');
  if (onlyIfWaiting && held !== null) return refusal('ASSIGNMENT_CHANGED');
  if (request.movingOn < seoulDay(board.at)) return refusal('DAY_IS_OVER');
  const target = board.targets.get(callId);
  if (!target) return refusal('UNKNOWN_MOVER');
  const unfit = unfitFor(target, request);
  if (unfit !== null) return refusal(unfit);
  const given = assigned(board, request, target, { givenBy: 'OPERATOR' });
  if (held === null) return facts(given);
  const lost = released(held, 'REASSIGNED', reason);
  const [, ...served] = andServe(board, lost, lost.moverId, request.movingOn);
  return facts(lost, given, ...served);
}

const hasCall = (call: CallState | undefined, moverId: string): boolean =>
  call?.status === 'ASSIGNED' && call.assignment.moverId === moverId;

/** Why a team cannot do a call, as `fit.ts` says for dispatch, but wherever the home is; null when it can. */
export function unfitFor({ mover, hasTime }: Target, request: AssignmentRequest): Unfit | null {
  const { available, moveTypes, tons, tel, members, company } = mover;
  if (!available) return 'NOT_AVAILABLE';
  if (!moveTypes.includes(request.moveType)) return 'TYPE_NOT_TAKEN';
  if (tons !== null && request.tons !== null && tons < request.tons) return 'LOAD_TOO_LARGE';
  if (request.hasQuote && (company === null || company.insuredUntil < request.movingOn)) return 'NOT_INSURED';
  if ([tel, ...members].some((phone) => phone === request.ownerTel)) return 'OWN_CALL';
  return hasTime ? null : 'SLOT_FULL';
}
