import { type Decision, facts, refusal } from '@movecall/decider/decider';
import { seoulDay } from '@movecall/values/days';
import { type AssignmentFact, released } from '../assignment/assignment-fact.ts';
import { type Board, evolve } from '../assignment/board.ts';
import { type CallState, type HeldAssignment, isHeld } from '../assignment/call-state.ts';
import type { AssignmentRequest, Candidate } from '../dispatch/dispatch.ts';
import type { Hold, NewTime } from './hold.ts';
import { type RescueRefusal, type Unfit, unfitFor } from '../rescue/rescue.ts';
import { assigned, given, nextTeam, servedBy } from '../serving.ts';
import { slotTaken } from '../slots.ts';

/**
 * A call moves to another time in two steps. First the new time is held, beside the one that it has; then manage says that the call is
 * rescheduled, or that it is not. So the call always has a time, and a promise to its customer always has a team.
 */

/** The only team that may be held. Without one: the call's own team, or else the next fitting one. */
export interface WantedTeam {
  readonly moverId: string;
  /** Why an operator has chosen it. */
  readonly reason: string;
}

export type ReschedulingCommand =
  /** Manage asks whether a team has time for a call then. */
  | ({
      readonly type: 'hold';
      readonly attemptId: string;
      readonly callId: string;
      readonly wanted: WantedTeam | null;
      /** The assignment that is meant to end; null for the one that the call has. */
      readonly assignmentId: string | null;
      /** Whether a call that a team has is refused. */
      readonly onlyIfWaiting: boolean;
    } & NewTime)
  /** Manage has rescheduled the call to the held time. */
  | ({
      readonly type: 'reschedule';
      readonly attemptId: string;
      readonly callId: string;
      /** KRW. */
      readonly cost: number;
    } & NewTime)
  /** Manage's attempt is void. */
  | { readonly type: 'withdrawHold'; readonly attemptId: string; readonly callId: string };

/**
 * UNKNOWN_CALL: its request has not arrived. CALL_OVER: it is cancelled. BUSY: another attempt holds a time for it. WITHDRAWN: the
 * attempt was withdrawn, or has been used, before. SLOT_FULL: no team has time. The others are about the team that is wanted.
 */
export type HoldRefusal =
  | 'UNKNOWN_CALL'
  | 'CALL_OVER'
  | 'BUSY'
  | 'WITHDRAWN'
  | 'SLOT_FULL'
  | Extract<RescueRefusal, 'UNKNOWN_MOVER' | 'ASSIGNMENT_CHANGED'>
  | Unfit;

type Of<Type extends ReschedulingCommand['type']> = Extract<ReschedulingCommand, { type: Type }>;

/** @returns a fact with the hold; none when it is held already */
export function hold(board: Board, command: Of<'hold'>): Decision<AssignmentFact, HoldRefusal> {
  const { attemptId, callId, movingOn, slot, wanted, assignmentId, onlyIfWaiting } = command;
  const known = board.holds.get(attemptId);
  if (known?.status === 'OVER') return refusal('WITHDRAWN');
  const call = board.calls.get(callId);
  if (!call) return refusal('UNKNOWN_CALL');
  if (call.status === 'VOID' || call.status === 'CANCELLED') return refusal('CALL_OVER');
  if (known) return facts();
  if (holdsOf(board, callId).length > 0) return refusal('BUSY');
  const held = assignmentOf(call);
  if ((assignmentId !== null && assignmentId !== held?.id) || (onlyIfWaiting && held !== null))
    return refusal('ASSIGNMENT_CHANGED');
  const asked = { ...call.request, movingOn, slot };
  const team = wanted === null ? nextBest(board, asked) : target(board, asked);
  if (typeof team === 'string') return refusal(team);
  const { mover, distanceMeters } = team;
  const takes = slotTaken(mover.slotsPerDay, slot);
  const time = { movingOn, slot, takes };
  const reason = wanted?.reason ?? null;
  return facts({
    type: 'Held',
    hold: { id: attemptId, callId, moverId: mover.id, ...time, distanceMeters, reason },
  });
}

type Team = Pick<Candidate, 'mover' | 'distanceMeters'>;

/** The team that is wanted, or that has the call; or why it cannot do it then. */
function target(board: Board, asked: AssignmentRequest): Team | Unfit | 'UNKNOWN_MOVER' {
  const team = board.targets.get(asked.callId);
  if (!team) return 'UNKNOWN_MOVER';
  if (asked.movingOn < seoulDay(board.at)) return 'SLOT_FULL';
  return unfitFor(team, asked) ?? team;
}

/** The call's own team, or else the next fitting one. */
function nextBest(board: Board, asked: AssignmentRequest): Team | 'SLOT_FULL' {
  const own = target(board, asked);
  return typeof own === 'string' ? (nextFitting(board, asked) ?? 'SLOT_FULL') : own;
}

function nextFitting(board: Board, asked: AssignmentRequest): Team | null {
  const next = nextTeam(board, asked);
  return 'mover' in next && 'distanceMeters' in next
    ? { mover: next.mover, distanceMeters: next.distanceMeters }
    : null;
}

/** The call gets the time that is held for it, and its team; what it had is free for others. */
export function reschedule(
  board: Board,
  { attemptId, callId, movingOn, slot, cost }: Of<'reschedule'>,
): Decision<AssignmentFact> {
  const call = board.calls.get(callId);
  const known = board.holds.get(attemptId);
  // A cancel has ended the hold, and wins.
  if (known?.status !== 'HELD' || !call || call.status === 'VOID' || call.status === 'CANCELLED')
    return facts();
  const asked = { ...call.request, movingOn, slot, cost };
  const { hold: held, isGivenBack } = known;
  const team = isGivenBack ? nextFitting(board, asked) : teamOf(board, held);
  const reason = isGivenBack ? null : held.reason;
  const before = { day: call.request.movingOn, moverId: assignmentOf(call)?.moverId ?? null };
  // What an operator decides is an assignment of its own, so that the history tells why.
  const kept =
    call.status === 'ASSIGNED' && before.moverId === team?.mover.id && reason === null
      ? { assignmentId: call.assignment.id, ...team }
      : null;
  const moved: AssignmentFact[] = [
    { type: 'HoldEnded', holdId: attemptId, callId },
    { type: 'Rescheduled', request: asked, from: timeOf(call.request), kept },
  ];
  if (kept === null) {
    const cause = reason === null || before.moverId === team?.mover.id ? 'RESCHEDULED' : 'REASSIGNED';
    if (isHeld(call)) moved.push(released(call, cause, reason));
    moved.push(team ? giveHeld(board, asked, team, reason !== null) : waiting(board, asked));
  }
  moved.push(...servedAfter(board, moved, before.moverId, before.day));
  if (isGivenBack) moved.push(...servedAfter(board, moved, held.moverId, movingOn));
  return facts(...moved);
}

const timeOf = ({ movingOn, slot }: AssignmentRequest) => ({ movingOn, slot });

/** A team that an operator has chosen is not asked. */
const giveHeld = (board: Board, asked: AssignmentRequest, team: Team, isChosen: boolean): AssignmentFact =>
  isChosen
    ? assigned(board, asked, team, { isRescheduled: true, givenBy: 'OPERATOR' })
    : given(board, asked, team, { isRescheduled: true });

function teamOf(board: Board, { moverId, callId, distanceMeters }: Hold): Team {
  const mover = board.movers.get(moverId);
  if (!mover) throw new Error(`the board has no mover ${moverId}, whose time is held for call ${callId}`);
  return { mover, distanceMeters };
}

/** Manage has promised the time, and the team that was to come then has given the call back. */
const waiting = (board: Board, request: AssignmentRequest): AssignmentFact => ({
  type: 'NoMoverFree',
  request,
  reason: board.reasons.get(request.callId) ?? 'NO_MOVER_FREE',
  isRescheduled: true,
});

const assignmentOf = (call: CallState): HeldAssignment | null => (isHeld(call) ? call.assignment : null);

/** The held time is free again. An attempt that is not known yet gets its tombstone. */
export function withdrawHold(
  board: Board,
  { attemptId, callId }: Of<'withdrawHold'>,
): Decision<AssignmentFact> {
  const known = board.holds.get(attemptId);
  if (known?.status === 'OVER') return facts();
  return known
    ? facts(...endHold(board, known.hold))
    : facts({ type: 'HoldEnded', holdId: attemptId, callId });
}

/** Ends the holds of a call that is cancelled. */
export const endHolds = (board: Board, callId: string): AssignmentFact[] =>
  holdsOf(board, callId).flatMap((held) => endHold(board, held));

function endHold(board: Board, { id, callId, moverId, movingOn }: Hold): AssignmentFact[] {
  const ended: AssignmentFact = { type: 'HoldEnded', holdId: id, callId };
  return [ended, ...servedAfter(board, [ended], moverId, movingOn)];
}

/** The calls that a mover serves on a day, once some facts have made it free. */
const servedAfter = (
  board: Board,
  after: readonly AssignmentFact[],
  moverId: string | null,
  day: string,
): AssignmentFact[] => (moverId === null ? [] : servedBy(after.reduce(evolve, board), moverId, day));

const holdsOf = (board: Board, callId: string): Hold[] =>
  [...board.holds.values()].flatMap((state) =>
    state.status === 'HELD' && state.hold.callId === callId ? [state.hold] : [],
  );
