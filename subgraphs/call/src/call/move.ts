import type { MoveType, MovingSlot } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import type { Place, PlaceInput } from '@movecall/values/places';

/** What a call is for: where, when and how one moves, and for how much. */
export interface Move {
  readonly moveType: MoveType;
  readonly location: Place;
  readonly destination: Place | null;
  readonly movingOn: Day;
  readonly slot: MovingSlot;
  /** KRW. */
  readonly cost: number;
}

/** The version of a quote that a customer agrees to. */
export interface QuoteReference {
  readonly id: string;
  readonly version: number;
}

/** What a request says about a move that has a quote, as the client sent it. What is left out is the quote's. */
export interface QuotedMove {
  readonly moveType: MoveType;
  readonly location: PlaceInput;
  readonly destination: PlaceInput | null;
  readonly movingOn: string | null;
  readonly slot: MovingSlot | null;
  readonly cost: number | null;
  /** Whether an operator agrees for the customer, who is on the phone. */
  readonly byPhone: boolean;
}

/** A move that the customer describes, or one that a quote describes: manage knows the quote and compares the two. */
export type Wanted =
  | { readonly quote: null; readonly move: Move }
  | { readonly quote: QuoteReference; readonly quoted: QuotedMove };
