import type { Position } from '@movecall/values/position';
import { regionOf, type Place } from '@movecall/values/places';
import { type RegionHit, regionsBegunBy, regionsNamedIn } from '@movecall/values/region-search';
import type { FoundAddress } from './address-provider.ts';
import { queryOf } from './address-query.ts';
import type { AskProvider } from './ask-provider.ts';

/** A place that a typed text can mean. */
export interface PlaceSuggestion extends Position {
  readonly address: string;
  readonly roadAddress: string | null;
  /** The official name, as 경기도. */
  readonly sido: string | null;
  /** Null in 세종, which has none. */
  readonly sigungu: string | null;
}

/**
 * Suggests places for what somebody has typed so far: 시·군·구 by the table, and addresses by the provider.
 *
 * @param first how many at most
 * @param client the client's address, for the limits of the provider
 */
export type SuggestPlaces = (typed: string, first: number, client: string) => Promise<PlaceSuggestion[]>;

export const createSuggestPlaces =
  (ask: AskProvider): SuggestPlaces =>
  async (typed, first, client) => {
    const query = queryOf(typed);
    if (query === null) return [];
    // The beginning of a 시·군·구 is the table's: the provider would answer it with one of several of that name.
    const begun = regionsBegunBy(query);
    const found = begun.length > 0 ? [] : ((await ask(query, client)) ?? []);
    const regions = begun.length > 0 ? begun : regionsNamedIn(query);
    return (found.length > 0 ? found.map(ofAddress) : regions.map(ofRegion)).slice(0, first);
  };

const ofAddress = ({ address, roadAddress, place }: FoundAddress): PlaceSuggestion => ({
  address,
  roadAddress,
  ...whereOf(place),
});

const ofRegion = ({ text, region }: RegionHit): PlaceSuggestion => ({
  address: text,
  roadAddress: null,
  ...whereOf({ ...region, district: region.name }),
});

const whereOf = (place: Pick<Place, 'district' | 'latitude' | 'longitude'>) => ({
  ...regionOf(place),
  latitude: place.latitude,
  longitude: place.longitude,
});
