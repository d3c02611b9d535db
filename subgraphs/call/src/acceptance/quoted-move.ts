import type { PlaceInput } from '@movecall/values/places';
import type { QuotedMove } from '../call/move.ts';
import type { MoveRequestInput, Parsed } from './move-request.ts';
import { isId } from '../text-input.ts';

/**
 * Reads a request for a move that has a quote. What it says about the move is not checked here: manage compares it with the quote, and
 * whatever is wrong differs from it.
 *
 * @param byPhone whether an operator agrees for the customer
 */
export function parseQuotedMove(input: MoveRequestInput, byPhone: boolean): Parsed {
  const id = input.quoteId?.toLowerCase() ?? '';
  if (!isId(id)) return { problems: [{ code: 'QUOTE_NOT_FOUND', field: ['input', 'quoteId'] }] };
  // Whoever calls has checked that the two come together.
  const version = input.quoteVersion ?? 0;
  const quoted: QuotedMove = {
    moveType: input.moveType,
    location: givenPlace(input.location),
    destination: input.destination == null ? null : givenPlace(input.destination),
    movingOn: input.movingOn ?? null,
    slot: input.slot ?? null,
    cost: input.cost ?? null,
    byPhone,
  };
  const { byPhone: _, ...identity } = quoted;
  return { wanted: { quote: { id, version }, quoted }, identity: [id, version, identity] };
}

/** The fields of a place and no others, with null for what is left out. */
const givenPlace = ({ address, latitude, longitude }: PlaceInput): PlaceInput => ({
  address,
  latitude: latitude ?? null,
  longitude: longitude ?? null,
});
