import { type Load, type LoadSize, sizeOf } from './load.ts';
import type { PriceBook, Truck } from './price-book.ts';

export interface ChosenTruck {
  readonly truck: Truck;
  /** Null when the customer named a tonnage. */
  readonly size: LoadSize | null;
}

/**
 * Chooses the smallest truck that holds the volume and the weight of a load, or the one of the tonnage that the customer knows.
 *
 * @returns null when no truck of the book holds the load: a person looks at it first (방문견적)
 */
export function chooseTruck({ trucks }: PriceBook, load: Load): ChosenTruck | null {
  if ('tons' in load) {
    const truck = trucks.find(({ tons }) => tons === load.tons);
    return truck ? { truck, size: null } : null;
  }
  const size = sizeOf(load.items);
  const truck = trucks.find(
    ({ tons, usableLitres }) => usableLitres >= size.litres && tons * 1_000 >= size.kilograms,
  );
  return truck ? { truck, size } : null;
}
