import { readAddress } from '@movecall/values/address';
import {
  type Located,
  locate,
  MAX_ADDRESS_LENGTH,
  type Place,
  type PlaceInput,
} from '@movecall/values/places';
import { regionAt } from '@movecall/values/regions';
import { parseLine } from '@movecall/values/text';
import type { FoundAddress } from './address-provider.ts';
import { hasStreet, queryOf } from './address-query.ts';
import type { AskProvider } from './ask-provider.ts';

/**
 * Finds the place that somebody has given: by the table of regions and, for an address with a 동 or a street, by the provider.
 *
 * @param client the client's address, for the limits of the provider
 */
export type LocatePlace = (input: PlaceInput, client: string) => Promise<Located>;

/** Coordinates decide without the provider, and so does the table for a bare 시·군·구. Without an answer, the table decides. */
export const createLocatePlace =
  (ask: AskProvider): LocatePlace =>
  async (input, client) => {
    const byTable = locate(input);
    const query = input.latitude == null && input.longitude == null ? queryOf(input.address) : null;
    if (query === null || !hasStreet(query)) return byTable;
    const found = await ask(query, client);
    return placeAmong(found ?? [], input.address) ?? byTable;
  };

/** How many candidates an ambiguous address has at most. */
const MAX_CANDIDATES = 5;

/**
 * What the provider's addresses make of a typed one. Those in another 시·군·구 than the typed address names do not count.
 *
 * @returns null when none is left
 */
export function placeAmong(found: readonly FoundAddress[], typed: string): Located | null {
  const address = parseLine(typed, MAX_ADDRESS_LENGTH);
  if (address === null) return null;
  const named = readAddress(address).map(({ region }) => region);
  const fitting = found.filter(
    ({ place }) => named.length === 0 || named.some((region) => region === regionAt(place.district, place)),
  );
  const [best, ...others] = onePerRegion(fitting);
  if (!best) return null;
  if (others.length === 0) return { status: 'FOUND', place: { ...best.place, address } };
  return {
    status: 'AMBIGUOUS',
    candidates: [best, ...others].slice(0, MAX_CANDIDATES).map((one) => one.address),
  };
}

/** The best address of each 시·군·구. */
function onePerRegion(found: readonly FoundAddress[]): readonly FoundAddress[] {
  const regionIn = ({ district, ...position }: Place) => regionAt(district, position);
  return found.filter(
    ({ place }, at) => found.findIndex((other) => regionIn(other.place) === regionIn(place)) === at,
  );
}
