import { readAddress } from './address.ts';
import type { Place } from './places.ts';
import { type Region, regionAt } from './regions.ts';
import { parseLine } from './text.ts';

/** Characters; the longest name of a 시·군·구 with its 시·도 is far shorter. */
const MAX_LENGTH = 30;

/** The name of a 시·군·구 that no other has: 부산 중구. 세종 has no 시·군·구. */
export const regionInFull = ({ sido, name }: Region): string => (sido === '세종' ? sido : `${sido} ${name}`);

/** The 시·군·구 of a place, in full; null when its address names none. */
export function regionOfPlace(place: Pick<Place, 'district' | 'latitude' | 'longitude'>): string | null {
  const region = regionAt(place.district, place);
  return region && regionInFull(region);
}

/**
 * Reads the name of a 시·군·구 as people write it: 서울 마포구, 마포구, 부산광역시 중구.
 *
 * @returns null for a name that no 시·군·구 has, or that several have
 */
export function parseRegion(text: string): Region | null {
  const line = parseLine(text, MAX_LENGTH);
  const [one, ...others] = line === null ? [] : readAddress(line);
  return one?.isNamed && others.length === 0 ? one.region : null;
}
