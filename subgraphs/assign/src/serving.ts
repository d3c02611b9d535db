import { type Day, seoulDay } from '@movecall/values/days';
import { type AssignmentFact, type Board, evolve } from './board.ts';
import { type AssignmentRequest, type Candidate, dispatch } from './dispatch.ts';
import { slotsOverlap, slotTaken } from './slots.ts';

/** Which team a call gets, and which calls a team gets that has become free. */

/**
 * Gives a call the best of its candidates, or lets it wait. First come, first served: a mover whose time an earlier call got is not
 * free for this one.
 */
export function nextTeam(board: Board, asked: AssignmentRequest): AssignmentFact {
  const { callId } = asked;
  const free = (board.candidates.get(callId) ?? []).flatMap((candidate): Candidate[] => {
    const { mover } = candidate;
    if (!board.booked.has(mover.id)) return [candidate];
    return isTaken(board, mover, asked) ? [] : [{ ...candidate, lastAssignedAt: board.at }];
  });
  const chosen = dispatch(asked, free, seoulDay(board.at));
  if (chosen) return assigned(board, asked, chosen);
  return { type: 'NoMoverFree', request: asked, reason: board.reasons.get(callId) ?? 'NO_MOVER_FREE' };
}

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
    const fact = assigned(now, call.request, chosen);
    served.push(fact);
    now = evolve(now, fact);
  }
  return served;
}

/** The fact that a call gets a team. @param isRescheduled whether it has another time than before */
export function assigned(
  { assignmentIds }: Board,
  asked: AssignmentRequest,
  {
    mover: { id, name, tel, plate, company, slotsPerDay },
    distanceMeters,
  }: Pick<Candidate, 'mover' | 'distanceMeters'>,
  { isRescheduled = false }: { readonly isRescheduled?: boolean } = {},
): AssignmentFact {
  const assignmentId = assignmentIds.get(asked.callId);
  if (assignmentId === undefined) throw new Error(`the board has no id for an assignment of ${asked.callId}`);
  const mover = { id, name, tel, plate, company, slotsPerDay };
  const assignment = { request: asked, assignmentId, mover, distanceMeters };
  return { type: 'Assigned', ...assignment, ...(isRescheduled && { isRescheduled }) };
}
