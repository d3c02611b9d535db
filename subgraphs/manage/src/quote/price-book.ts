import type { MoveType } from '@movecall/schema/events';
import type { DayKind } from './calendar.ts';

/** Whole won. */
export type Won = number;

export interface Truck {
  /** Also how much it may carry. */
  readonly tons: number;
  /** Litres that can be filled. */
  readonly usableLitres: number;
  /** The price of a packed move with it. */
  readonly base: Won;
  readonly crewMen: number;
  readonly crewWomen: number;
}

/** A service that a customer can order besides the move. */
export interface PricedOption {
  readonly code: string;
  /** In Korean. */
  readonly label: string;
  /** For each one. */
  readonly amount: Won;
}

/** All prices and the limits that they depend on. A quote names the version of the book that it was reckoned with. */
export interface PriceBook {
  readonly version: string;
  /** The smallest first. A larger one carries more and costs more. */
  readonly trucks: readonly Truck[];
  /** How much of the base price a type of move costs, in percent. */
  readonly percentOfBase: Readonly<Record<MoveType, number>>;
  readonly distance: {
    /** The length of the road in percent of the great circle. */
    readonly roadPercent: number;
    readonly includedKm: number;
    readonly perKm: Won;
  };
  /** Instead of the distance, for a move to or from Jeju. */
  readonly sea: Won;
  /** The price of a ladder truck up to a floor, the lowest first. Above the last floor a person looks at it first. */
  readonly ladder: readonly { readonly upToFloor: number; readonly amount: Won }[];
  readonly stairs: {
    /** For each floor above the first. */
    readonly perFloor: Won;
    /** The highest floor that is carried to without a lift and without a ladder truck. */
    readonly highestFloor: number;
  };
  readonly days: Readonly<Record<DayKind, Won>>;
  readonly options: readonly PricedOption[];
  /** The largest truck that is offered for half a day. */
  readonly halfDayUpToTons: number;
  readonly deposit: {
    readonly percentOfTotal: number;
    /** It is rounded down to a multiple of this. */
    readonly roundedTo: Won;
  };
}
