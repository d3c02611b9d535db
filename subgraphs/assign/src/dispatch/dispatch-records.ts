import { seoulDay } from '@movecall/values/days';
import type { AssignmentFact } from '../assignment/assignment-fact.ts';
import { type Board, evolve } from '../assignment/board.ts';
import type { Candidate } from './dispatch.ts';
import type { DispatchRecord, RecordedCandidate } from './explaining.ts';
import { freeFor } from '../serving.ts';

/** How many candidates are kept: the choice is among the first few. */
const KEPT = 10;

/** What was decided on, for each call that got a team, an offer or a reason to wait. */
export function dispatchRecords(
  before: Board,
  recorded: readonly AssignmentFact[],
): { readonly callId: string; readonly record: DispatchRecord }[] {
  let board = before;
  return recorded.flatMap((fact) => {
    const now = board;
    board = evolve(board, fact);
    if (fact.type !== 'Assigned' && fact.type !== 'Offered' && fact.type !== 'NoMoverFree') return [];
    return [{ callId: fact.request.callId, record: recordOf(now, fact) }];
  });
}

type Decided = Extract<AssignmentFact, { type: 'Assigned' | 'Offered' | 'NoMoverFree' }>;
const outcomes = { Assigned: 'ASSIGNED', Offered: 'OFFERED', NoMoverFree: 'WAITING' } as const;

function recordOf(board: Board, fact: Decided): DispatchRecord {
  const { callId, movingOn, slot, tons, hasQuote } = fact.request;
  const free = freeFor(board, fact.request).toSorted((a, b) => a.distanceMeters - b.distanceMeters);
  const wasAsked = board.candidates.has(callId) && !board.targets.has(callId);
  const other = board.targets.has(callId) ? 'CHOSEN' : 'FREED';
  return {
    way: wasAsked ? 'NEAREST' : other,
    outcome: outcomes[fact.type],
    moverId: fact.type === 'NoMoverFree' ? null : fact.mover.id,
    reason: fact.type === 'NoMoverFree' ? fact.reason : null,
    today: seoulDay(board.at),
    movingOn,
    slot,
    tons,
    hasQuote,
    considered: free.length,
    candidates: free.slice(0, KEPT).map(recordedCandidate),
  };
}

const recordedCandidate = ({ mover, distanceMeters, lastAssignedAt }: Candidate): RecordedCandidate => ({
  id: mover.id,
  meters: distanceMeters,
  lastAssignedAt: lastAssignedAt?.toISOString() ?? null,
});
