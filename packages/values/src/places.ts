import { z } from 'zod';
import { type Reading, readAddress } from './address.ts';
import { districtLabel } from './district-label.ts';
import { isInKorea } from './korea.ts';
import type { Position } from './position.ts';
import { isNear, nearestOf, regionAt } from './regions.ts';
import { sidos } from './regions/sido.ts';
import { parseLine } from './text.ts';

/** An address with its position. */
export interface Place extends Position {
  readonly address: string;
  /** The name of the 시·군·구, as 마포구 or 수원시, or 세종시; null when the address names none. */
  readonly district: string | null;
}

/** In characters; the longest Korean road addresses are far shorter. */
export const MAX_ADDRESS_LENGTH = 200;

const coordinates = z.object({
  latitude: z.number().min(-90).max(90).nullish(),
  longitude: z.number().min(-180).max(180).nullish(),
});

export interface PlaceInput {
  readonly address: string;
  readonly latitude?: number | null | undefined;
  readonly longitude?: number | null | undefined;
}

/** What a place that people gave turned out to be. */
export type Located =
  | { readonly status: 'FOUND'; readonly place: Place }
  | {
      readonly status: 'AMBIGUOUS';
      /** What the address can mean. Each is an address that means one region only. */
      readonly candidates: readonly string[];
    }
  | { readonly status: 'UNKNOWN' };

const UNKNOWN: Located = { status: 'UNKNOWN' };

/**
 * Finds the coordinates and the 시·군·구 of an address. An address that names one 시·군·구 of Korea needs no coordinates: it gets those
 * of its office. Any other address needs both coordinates.
 *
 * @returns UNKNOWN for a malformed address, missing coordinates, a position outside of South Korea, or one that is too far from the
 *   region that the address names; AMBIGUOUS for a name that several regions have, without coordinates
 */
export function locate(input: PlaceInput): Located {
  const address = parseLine(input.address, MAX_ADDRESS_LENGTH);
  const parsed = coordinates.safeParse(input);
  if (address === null || !parsed.success) return UNKNOWN;
  const { latitude, longitude } = parsed.data;
  const reading = readAddress(address);
  if (latitude != null && longitude != null) return locateAt(address, reading, { latitude, longitude });
  if (latitude != null || longitude != null) return UNKNOWN;
  const [one, ...others] = reading;
  if (one === undefined) return UNKNOWN;
  if (others.length > 0) return { status: 'AMBIGUOUS', candidates: reading.map(({ text }) => text) };
  return { status: 'FOUND', place: { ...positionOf(one.region), address, district: one.region.name } };
}

/** Checks the coordinates that came with an address. They decide between regions of one name. */
function locateAt(address: string, reading: Reading, position: Position): Located {
  if (!isInKorea(position)) return UNKNOWN;
  const place = { address, district: null, ...positionOf(position) };
  if (reading.length === 0) return { status: 'FOUND', place };
  const region = nearestOf(
    reading.map((meant) => meant.region),
    position,
  );
  if (!region || !isNear(position, region)) return UNKNOWN;
  if (!reading.some((meant) => meant.isNamed && meant.region === region)) return { status: 'FOUND', place };
  // Name and position must tell the region: a place keeps no more.
  if (regionAt(region.name, position) !== region) return UNKNOWN;
  return { status: 'FOUND', place: { ...place, district: region.name } };
}

const positionOf = ({ latitude, longitude }: Position): Position => ({ latitude, longitude });

/** The 시·도 and the 시·군·구 of a place; null when they are not known. 세종 has no 시·군·구. */
export interface RegionOfPlace {
  /** The official name, as 경기도. */
  readonly sido: string | null;
  readonly sigungu: string | null;
}

export function regionOf(place: Pick<Place, 'district' | 'latitude' | 'longitude'>): RegionOfPlace {
  const region = regionAt(place.district, place);
  if (!region) return { sido: null, sigungu: null };
  const sido = sidos.find(({ short }) => short === region.sido)?.name ?? null;
  return { sido, sigungu: region.sido === '세종' ? null : region.name };
}

/** The 시·군·구 of a place as people call it, with the 시·도 where it is needed; null when it is not known. */
export const labelOf = (place: Pick<Place, 'district' | 'latitude' | 'longitude'>): string | null =>
  place.district === null ? null : districtLabel(regionOf(place).sido, place.district);

/**
 * The district of a place as a place of its own, for those who may know no more: its name and the position of its office.
 *
 * @returns null when the district is not known
 */
export function districtPlace(place: Pick<Place, 'district' | 'latitude' | 'longitude'>): Place | null {
  const region = regionAt(place.district, place);
  return region && { address: labelOf(place) ?? region.name, district: region.name, ...positionOf(region) };
}
