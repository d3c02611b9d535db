import { type Decision, facts, refusal } from '@movecall/decider/decider';
import { seoulDay } from '@movecall/values/days';
import { type AssignmentFact, type Board, evolve, released } from '../assignment/board.ts';
import { type CallState, isHeld } from '../assignment/call-state.ts';
import type { AssignmentRequest, Candidate } from '../dispatch/dispatch.ts';
import type { Hold, NewTime } from './hold.ts';
import { unfitFor } from '../rescue/rescue.ts';
import { given, nextTeam, servedBy } from '../serving.ts';
import { slotTaken } from '../slots.ts';

/**
 * A call moves to another time in two steps. First the new time is held, beside the one that it has; then manage says that the call is
 * rescheduled, or that it is not. So the call always has a time, and a promise to its customer always has a team.
 */

export type ReschedulingCommand =
  /** Manage asks whether a team has time for a call then. */
  | ({
      readonly type: 'hold';
      readonly attemptId: string;
      readonly callId: string;
      /** Only this team may be held; null: the call's own team, or else the next fitting one. */
      readonly wantedMoverId: string | null;
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
 * attempt was withdrawn, or has been used, before. SLOT_FULL: no team has time.
 */
export type HoldRefusal = 'UNKNOWN_CALL' | 'CALL_OVER' | 'BUSY' | 'WITHDRAWN' | 'SLOT_FULL';

type Of<Type extends ReschedulingCommand['type']> = Extract<ReschedulingCommand, { type: Type }>;

/** @returns a fact with the hold; none when it is held already */
export function hold(board: Board, command: Of<'hold'>): Decision<AssignmentFact, HoldRefusal> {
  const { attemptId, callId, movingOn, slot, wantedMoverId } = command;
  const known = board.holds.get(attemptId);
  if (known?.status === 'OVER') return refusal('WITHDRAWN');
  const call = board.calls.get(callId);
  if (!call) return refusal('UNKNOWN_CALL');
  if (call.status === 'VOID' || call.status === 'CANCELLED') return refusal('CALL_OVER');
  if (known) return facts();
  if (holdsOf(board, callId).length > 0) return refusal('BUSY');
  const asked = { ...call.request, movingOn, slot };
  const team = targeted(board, asked) ?? (wantedMoverId === null ? nextFitting(board, asked) : null);
  if (!team) return refusal('SLOT_FULL');
  const { mover, distanceMeters } = team;
  const takes = slotTaken(mover.slotsPerDay, slot);
  return facts({
    type: 'Held',
    hold: { id: attemptId, callId, moverId: mover.id, movingOn, slot, takes, distanceMeters },
  });
}

type Team = Pick<Candidate, 'mover' | 'distanceMeters'>;

/** The team that is wanted, or that has the call; null when it cannot do it then. */
function targeted(board: Board, asked: AssignmentRequest): Team | null {
  const target = board.targets.get(asked.callId);
  return target && asked.movingOn >= seoulDay(board.at) && unfitFor(target, asked) === null ? target : null;
}

function nextFitting(board: Board, asked: AssignmentRequest): Team | null {
  const next = nextTeam(board, asked);
  return 'mover' in next && 'distanceMeters' in next ? next : null;
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
  const { moverId, distanceMeters } = known.hold;
  const asked = { ...call.request, movingOn, slot, cost };
  const mover = board.movers.get(moverId);
  if (!mover) throw new Error(`the board has no mover ${moverId}, whose time is held for call ${callId}`);
  const before = { day: call.request.movingOn, moverId: holderOf(call) };
  const kept =
    call.status === 'ASSIGNED' && before.moverId === moverId
      ? { assignmentId: call.assignment.id, mover, distanceMeters }
      : null;
  const moved: AssignmentFact[] = [
    { type: 'HoldEnded', holdId: attemptId, callId },
    { type: 'Rescheduled', request: asked, from: timeOf(call.request), kept },
  ];
  if (kept === null) {
    if (isHeld(call)) moved.push(released(call, 'RESCHEDULED'));
    const team = { mover, distanceMeters };
    moved.push(given(board, asked, team, { isRescheduled: true }));
  }
  return facts(...moved, ...servedAfter(board, moved, before.moverId, before.day));
}

const timeOf = ({ movingOn, slot }: AssignmentRequest) => ({ movingOn, slot });

const holderOf = (call: CallState): string | null => (isHeld(call) ? call.assignment.moverId : null);

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
