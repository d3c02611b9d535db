import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { graphql, type ResultOf } from '../../api/graphql.ts';

const SuggestPlaces = graphql(`
  query SuggestPlaces($query: String!, $first: Int!) {
    places(query: $query, first: $first) {
      address
      roadAddress
      latitude
      longitude
    }
  }
`);

export type Suggestion = ResultOf<typeof SuggestPlaces>['places'][number];

/** How long a text rests before suggestions are asked for, ms. */
const REST_MS = 250;
const SHORTEST = 2;
const MOST = 6;
const none: readonly Suggestion[] = [];

/**
 * Places that a text can mean. They are help only: without an answer there are none, and nobody is told. An answer that comes after
 * the text has changed is dropped.
 *
 * @param typed null while none are wanted
 */
export function useSuggestions(typed: string | null): readonly Suggestion[] {
  const client = useClient();
  const [found, setFound] = useState(none);
  const query = typed?.trim() ?? '';
  useEffect(() => {
    if (query.length < SHORTEST) {
      setFound(none);
      return undefined;
    }
    let isOvertaken = false;
    const timer = setTimeout(async () => {
      const { data } = await client
        .query(SuggestPlaces, { query, first: MOST }, { requestPolicy: 'cache-first' })
        .toPromise();
      if (!isOvertaken) setFound(data?.places ?? none);
    }, REST_MS);
    return () => {
      isOvertaken = true;
      clearTimeout(timer);
    };
  }, [client, query]);
  return query.length < SHORTEST ? none : found;
}
