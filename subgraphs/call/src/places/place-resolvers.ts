import { badUserInput } from '@movecall/graphql';
import type { Resolvers } from '../generated/resolvers.ts';
import type { SuggestPlaces } from './suggestions.ts';

export interface PlaceDeps {
  readonly suggestPlaces: SuggestPlaces;
}

const MAX_SUGGESTIONS = 10;

/** The resolver of the search for places. It needs no sign-in. */
export const createPlaceResolvers = ({ suggestPlaces }: PlaceDeps) =>
  ({
    async places(_parent, { query, first }, { address }) {
      if (first < 1 || first > MAX_SUGGESTIONS) throw badUserInput(`first must be 1 to ${MAX_SUGGESTIONS}.`);
      // Every request of the router has an address.
      return await suggestPlaces(query, first, address ?? '');
    },
  }) satisfies Resolvers['Query'];
