import type { PriceBook, Won } from './price-book.ts';

/** How things get into a home, or out of it. */
export interface Access {
  /** 1 is the ground floor. */
  readonly floor: number;
  readonly elevator: boolean;
  /** Whether the customer wants a ladder truck. */
  readonly ladderTruck: boolean;
}

/** No home in Korea is higher. */
export const HIGHEST_FLOOR = 130;

/** The ground floor, when nothing else was said. */
export const groundFloor: Access = { floor: 1, elevator: false, ladderTruck: false };

/** What it costs to get things down, or up. */
export type AccessPrice =
  | { readonly by: 'LADDER_TRUCK' | 'STAIRS'; readonly amount: Won }
  /** Nothing is to pay. */
  | { readonly by: 'ELEVATOR_OR_GROUND_FLOOR' }
  /** Too high to carry: a person looks at it first. */
  | { readonly by: 'NEEDS_VISIT' };

/** A ladder truck is paid for where it is wanted, also in a house with a lift. */
export function priceOfAccess({ ladder, stairs }: PriceBook, access: Access): AccessPrice {
  const { floor, elevator, ladderTruck } = access;
  if (ladderTruck) {
    const band = ladder.find(({ upToFloor }) => floor <= upToFloor);
    return band ? { by: 'LADDER_TRUCK', amount: band.amount } : { by: 'NEEDS_VISIT' };
  }
  if (elevator || floor === 1) return { by: 'ELEVATOR_OR_GROUND_FLOOR' };
  if (floor > stairs.highestFloor) return { by: 'NEEDS_VISIT' };
  return { by: 'STAIRS', amount: (floor - 1) * stairs.perFloor };
}
