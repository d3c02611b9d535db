import { askNobody, createAskProvider, type AskProviderOptions } from './ask-provider.ts';
import { createKakaoLocal } from './kakao-local.ts';
import { createLocatePlace, type LocatePlace } from './locating.ts';
import { createSuggestPlaces, type SuggestPlaces } from './suggestions.ts';

export interface Places {
  readonly suggestPlaces: SuggestPlaces;
  readonly locatePlace: LocatePlace;
}

export interface KakaoLocalConfig {
  readonly url: string;
  /** Null: there is no provider, and the table of regions answers alone. */
  readonly key: string | null;
  readonly timeoutMs: number;
}

/** The search for places and the reading of addresses, with the provider that is configured. */
export function createPlaces(
  { url, key, timeoutMs }: KakaoLocalConfig,
  options: Omit<AskProviderOptions, 'provider' | 'timeoutMs'>,
): Places {
  const provider = key === null ? null : createKakaoLocal({ url, key });
  const ask = provider ? createAskProvider({ ...options, provider, timeoutMs }) : askNobody;
  return { suggestPlaces: createSuggestPlaces(ask), locatePlace: createLocatePlace(ask) };
}
