import type { MoveType, MovingSlot } from '@movecall/schema/events';
import type { PlaceInput } from '@movecall/values/places';
import type { OwnedQuote } from './quote.ts';
import { isSamePlace } from './same-place.ts';

/** The acceptance of a version of a quote, with what the request for the call said about the move. Null is the quote's. */
export interface AskedAgreement {
  readonly callId: string;
  /** The customer who owns the call. */
  readonly ownerId: string;
  readonly quoteVersion: number;
  readonly moveType: MoveType;
  readonly location: PlaceInput;
  readonly destination: PlaceInput | null;
  readonly movingOn: string | null;
  readonly slot: MovingSlot | null;
  /** KRW. */
  readonly cost: number | null;
}

/** A quote in its newest version, and the call whose order has it; that order is not cancelled. */
export interface Offer {
  readonly quote: OwnedQuote;
  readonly usedBy: string | null;
}

export type AgreementRefusal =
  | {
      readonly why:
        | 'QUOTE_NOT_FOUND'
        | 'QUOTE_IN_USE'
        | 'QUOTE_CHANGED'
        | 'QUOTE_EXPIRED'
        /** Its total is above what a call may cost. */
        | 'NEEDS_VISIT';
    }
  /** With the field of the request that differs. */
  | { readonly why: 'QUOTE_MISMATCH'; readonly field: string };

/** KRW; as for a call without a quote. */
export const MAX_COST = 100_000_000;

/**
 * Decides whether a customer may accept a quote. An acceptance holds for the newest version only, and a quote serves one open call.
 *
 * @param offer null when there is no such quote
 * @param at the moment of the acceptance
 * @returns null when the customer may
 */
export function refusalOf(offer: Offer | null, asked: AskedAgreement, at: Date): AgreementRefusal | null {
  if (offer === null) return { why: 'QUOTE_NOT_FOUND' };
  const { quote, usedBy } = offer;
  if (quote.ownerId !== null && quote.ownerId !== asked.ownerId) return { why: 'QUOTE_NOT_FOUND' };
  if (usedBy !== null && usedBy !== asked.callId) return { why: 'QUOTE_IN_USE' };
  if (asked.quoteVersion !== quote.version) return { why: 'QUOTE_CHANGED' };
  // A repetition of what was accepted in time is in time.
  if (usedBy === null && at >= quote.validUntil) return { why: 'QUOTE_EXPIRED' };
  const field = differingField(quote, asked);
  if (field !== null) return { why: 'QUOTE_MISMATCH', field };
  return quote.price.total > MAX_COST ? { why: 'NEEDS_VISIT' } : null;
}

/** The first field that was given and is not the quote's; null when there is none. */
function differingField({ request, price }: OwnedQuote, asked: AskedAgreement): string | null {
  const { moveType, location, destination, movingOn, slot, cost } = asked;
  const equal = {
    moveType: moveType === request.moveType,
    location: isSamePlace(location, request.location),
    destination: destination === null || isSamePlace(destination, request.destination),
    movingOn: movingOn === null || movingOn === request.movingOn,
    slot: slot === null || slot === request.slot,
    cost: cost === null || cost === price.total,
  };
  return Object.entries(equal).find(([, isEqual]) => !isEqual)?.[0] ?? null;
}
