import type { Tel } from '@movecall/values/tel';
import type { Move, Wanted } from './move.ts';

interface Caller {
  /** Also the id of the attempt. */
  readonly id: string;
  readonly ownerId: string;
  /** The owner's phone. */
  readonly tel: Tel;
}

/** A call that manage has not accepted yet. */
export interface CallDraft extends Caller {
  readonly wanted: Wanted;
}

/** What the customer asked for. */
export interface CallRecord extends Caller, Move {
  /** The quote that it was accepted with; null for a call without one. */
  readonly quoteId: string | null;
}

/** @param move what manage accepted */
export const recordOf = ({ wanted, ...caller }: CallDraft, move: Move): CallRecord => ({
  ...caller,
  ...move,
  quoteId: wanted.quote?.id ?? null,
});

/** What a call is for. A reschedule changes day, slot and cost; its personal data is erased when the call is over. */
export interface KeptRecord extends Omit<CallRecord, 'tel'> {
  /** The owner's phone; null once it was erased. */
  readonly tel: Tel | null;
  readonly requestedAt: Date;
  readonly erasedAt: Date | null;
}
