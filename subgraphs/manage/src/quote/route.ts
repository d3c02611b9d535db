import { nearestOf, regions } from '@movecall/values/regions';
import { type Place, regionOf } from '@movecall/values/places';
import { kilometres } from '@movecall/values/position';
import type { PriceBook } from './price-book.ts';

/** The way from a home to the next one. */
export interface Route {
  /** The length of the road, rounded up to whole kilometres; 0 without a destination. */
  readonly km: number;
  /** Whether exactly one of the two homes is on Jeju. */
  readonly crossesSea: boolean;
}

/** Estimates the way between two homes. */
export function routeBetween({ distance }: PriceBook, location: Place, destination: Place | null): Route {
  if (!destination) return { km: 0, crossesSea: false };
  const straight = kilometres(location, destination);
  return {
    km: Math.ceil((straight * distance.roadPercent) / 100),
    crossesSea: isOnJeju(location) !== isOnJeju(destination),
  };
}

/** A place whose address names no region is taken to lie in the region of the nearest office. */
function isOnJeju(place: Place): boolean {
  const { sido } = regionOf(place);
  return sido === null ? nearestOf(regions, place)?.sido === '제주' : sido.startsWith('제주');
}
