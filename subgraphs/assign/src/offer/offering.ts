import { type Decision, facts, refusal } from '@movecall/decider/decider';
import { type AssignmentFact, released } from '../assignment/assignment-fact.ts';
import type { Board } from '../assignment/board.ts';
import { type CallState, type HeldCall, isHeld } from '../assignment/call-state.ts';
import { handedOver } from '../serving.ts';

/**
 * The decisions about offers. A company may want its teams to be asked: then the team that dispatch has chosen gets the call as an offer,
 * which holds its time. It accepts, declines, or keeps silent until the offer ends; then the next team that fits gets the call or is asked.
 * A team that has declined or kept silent is not asked again for that call.
 */
export type OfferCommand = {
  readonly callId: string;
  readonly assignmentId: string;
} & (
  | { readonly type: 'acceptOffer' }
  | { readonly type: 'declineOffer'; readonly reason: string | null }
  /** Its time is over. */
  | { readonly type: 'expireOffer' }
);

/** The offer was declined, not answered in time, or its call cancelled; the team has accepted it. */
export type OfferRefusal = 'OFFER_OVER' | 'OFFER_ACCEPTED';

type OfferDecision = Decision<AssignmentFact, OfferRefusal>;

/** An offer is over from its end on, even if nobody has noted that yet. Accepting twice is accepting once. */
export function decideOnOffer(board: Board, command: OfferCommand): OfferDecision {
  const call = callWith(command.assignmentId, board.calls.get(command.callId));
  switch (command.type) {
    case 'acceptOffer': {
      if (call === null) return refusal('OFFER_OVER');
      if (call.status === 'ASSIGNED') return facts();
      return isOpen(call, board) ? facts(accepted(board, call)) : refusal('OFFER_OVER');
    }
    case 'declineOffer': {
      if (call === null) return refusal('OFFER_OVER');
      if (call.status === 'ASSIGNED') return refusal('OFFER_ACCEPTED');
      return isOpen(call, board)
        ? facts(...withdrawn(board, call, 'DECLINED', command.reason))
        : refusal('OFFER_OVER');
    }
    case 'expireOffer':
      return call?.status === 'OFFERED' && !isOpen(call, board)
        ? facts(...withdrawn(board, call, 'EXPIRED', null))
        : facts();
    default:
      return command satisfies never;
  }
}

/** The call, if it has that assignment or offer now. */
const callWith = (assignmentId: string, call: CallState | undefined): HeldCall | null =>
  isHeld(call) && call.assignment.id === assignmentId ? call : null;

type OfferedCall = Extract<HeldCall, { readonly status: 'OFFERED' }>;

const isOpen = ({ assignment: { expiresAt } }: OfferedCall, { at }: Board): boolean => at < expiresAt;

function accepted({ movers }: Board, { request, assignment }: OfferedCall): AssignmentFact {
  const { id: assignmentId, moverId, distanceMeters } = assignment;
  const team = movers.get(moverId);
  if (!team) throw new Error(`the board lacks mover ${moverId}, to whom a call was offered`);
  const { id, name, tel, plate, company, slotsPerDay } = team;
  const mover = { id, name, tel, plate, company, slotsPerDay };
  return { type: 'OfferAccepted', request, assignmentId, mover, distanceMeters };
}

const withdrawn = (
  board: Board,
  call: OfferedCall,
  cause: 'DECLINED' | 'EXPIRED',
  reason: string | null,
): AssignmentFact[] => handedOver(board, released(call, cause, reason), 'ALL_DECLINED');
