import { type Day, seoulDay } from '@movecall/values/days';
import type { AssignmentFact } from './assignment/assignment-fact.ts';
import { type Board, evolve } from './assignment/board.ts';
import { type AssignmentRequest, type Candidate, dispatch, type WaitingReason } from './dispatch/dispatch.ts';
import { slotsOverlap, slotTaken } from './slots.ts';

/** Which team a call gets, and which calls a team gets that has become free. */

/**
 * Gives a call to the best of its candidates, or offers it to that team, or lets it wait. First come, first served: a mover whose time an
 * earlier call got is not free for this one.
 *
 * @param otherwise why the call waits when no team is free
 */
export function nextTeam(
  board: Board,
  asked: AssignmentRequest,
  otherwise: WaitingReason = board.reasons.get(asked.callId) ?? 'NO_MOVER_FREE',
): AssignmentFact {
  const chosen = dispatch(asked, freeFor(board, asked), seoulDay(board.at));
  return chosen ? given(board, asked, chosen) : { type: 'NoMoverFree', request: asked, reason: otherwise };
}

/** The candidates for a call whose time nobody has got on this board. */
export const freeFor = (board: Board, asked: AssignmentRequest): Candidate[] =>
  (board.candidates.get(asked.callId) ?? []).flatMap((candidate): Candidate[] => {
    const { mover } = candidate;
    if (!board.booked.has(mover.id)) return [candidate];
    return isTaken(board, mover, asked) ? [] : [{ ...candidate, lastAssignedAt: board.at }];
  });

/** Whether one of the jobs on the board leaves a mover no time for a call. */
const isTaken = (
  { booked }: Board,
  { id, slotsPerDay }: Candidate['mover'],
  { movingOn, slot }: AssignmentRequest,
): boolean =>
  (booked.get(id) ?? []).some(
    (job) => job.day === movingOn && slotsOverlap(job.slot, slotTaken(slotsPerDay, slot)),
  );

/**
 * A fact that may make a mover free, and what it leads to.
 *
 * @param only this day; all days from today on when absent
 */
export const andServe = (
  board: Board,
  fact: AssignmentFact,
  moverId: string,
  only?: Day,
): AssignmentFact[] => [fact, ...servedBy(evolve(board, fact), moverId, only)];

/**
 * A call that goes on loses its team: the next one has it or is asked in the same decision, or it waits. The team that lost it serves the
 * calls that wait for that day.
 *
 * @param otherwise why the call waits when no team is free
 */
export function handedOver(
  board: Board,
  lost: Extract<AssignmentFact, { type: 'Released' }>,
  otherwise?: WaitingReason,
): AssignmentFact[] {
  const { request, moverId, wasOffer } = lost;
  const [, ...others] = andServe(board, lost, moverId, request.movingOn);
  const next = nextTeam(evolve(board, lost), request, otherwise);
  const isRescue = next.type === 'Assigned' && !wasOffer;
  return [lost, isRescue ? { ...next, givenBy: 'RESCUE' } : next, ...others];
}

/** A mover that is free serves the waiting calls that it can do, of each day the oldest ones for which it has time. */
export function servedBy(board: Board, moverId: string, only?: Day): AssignmentFact[] {
  const mover = board.movers.get(moverId);
  if (!mover?.available) return [];
  const served: AssignmentFact[] = [];
  let now = board;
  for (const { callId, distanceMeters } of board.queues.get(moverId) ?? []) {
    const call = now.calls.get(callId);
    if (call?.status !== 'WAITING' || isTaken(now, mover, call.request)) continue;
    if (only !== undefined && call.request.movingOn !== only) continue;
    const candidate = { mover, distanceMeters, lastAssignedAt: null };
    const chosen = dispatch(call.request, [candidate], seoulDay(now.at));
    if (!chosen) continue;
    const fact = given(now, call.request, chosen);
    served.push(fact);
    now = evolve(now, fact);
  }
  return served;
}

type GivenBy = NonNullable<Extract<AssignmentFact, { type: 'Assigned' }>['givenBy']>;
type Chosen = Pick<Candidate, 'mover' | 'distanceMeters'>;

/**
 * A chosen team gets the call; a team of a company that wants to be asked gets an offer.
 *
 * @param how whether the call has another time than before
 */
export const given = (
  board: Board,
  asked: AssignmentRequest,
  chosen: Chosen,
  how: { readonly isRescheduled?: boolean } = {},
): AssignmentFact =>
  chosen.mover.company?.dispatchMode === 'OFFER'
    ? {
        ...assigned(board, asked, chosen, how),
        type: 'Offered',
        expiresAt: new Date(board.at.getTime() + board.acceptWithinMs),
      }
    : assigned(board, asked, chosen, how);

/** The fact that a call gets a team. @param how whether it has another time than before, and who gave it to the team */
export function assigned(
  { assignmentIds }: Board,
  asked: AssignmentRequest,
  { mover: { id, name, tel, plate, company, slotsPerDay }, distanceMeters }: Chosen,
  { isRescheduled = false, givenBy }: { readonly isRescheduled?: boolean; readonly givenBy?: GivenBy } = {},
): Extract<AssignmentFact, { type: 'Assigned' }> {
  const assignmentId = assignmentIds.get(asked.callId);
  if (assignmentId === undefined) throw new Error(`the board has no id for an assignment of ${asked.callId}`);
  const mover = { id, name, tel, plate, company, slotsPerDay };
  const assignment = { request: asked, assignmentId, mover, distanceMeters };
  return {
    type: 'Assigned',
    ...assignment,
    ...(isRescheduled && { isRescheduled }),
    ...(givenBy && { givenBy }),
  };
}
