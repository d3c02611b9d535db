import { readAddress } from '@movecall/values/address';
import { kilometres, type Position } from '@movecall/values/position';
import { nearestOf, type Region, regions } from '@movecall/values/regions';
import { cleanText } from '@movecall/values/text';
import type { TypedPlace } from './typed-place.ts';

/** Where one end of a move is, as far as its text tells. */
export interface MapEnd {
  readonly position: Position;
  /** Its 시·군·구. */
  readonly region: Region;
}

/** @returns null for an address that names no 시·군·구, or several */
export function endOf({ address, position }: TypedPlace): MapEnd | null {
  const [meant, ...others] = readAddress(cleanText(address) ?? '');
  if (others.length > 0 || !meant) return position && nearestEnd(position);
  return { position: position ?? meant.region, region: meant.region };
}

function nearestEnd(position: Position): MapEnd | null {
  const region = nearestOf(regions, position);
  return region ? { position, region } : null;
}

/** The straight line between both ends, in whole kilometres; null unless both are known. */
export const distanceBetween = (one: MapEnd | null, other: MapEnd | null): number | null =>
  one && other ? Math.round(kilometres(one.position, other.position)) : null;
