import type { Place } from '@movecall/values/places';

/** An address that the provider knows. */
export interface FoundAddress {
  /** By its lot where it has one, as `서울 마포구 상암동 1605`. */
  readonly address: string;
  /** By its street, as `서울 마포구 월드컵북로 400`; null when it has no street. */
  readonly roadAddress: string | null;
  /** The same address as a place of its 시·군·구. */
  readonly place: Place;
}

/** Looks addresses up. Another provider is another implementation. */
export interface AddressProvider {
  /**
   * @param query an address or its beginning, without 동·호
   * @returns the best answer first; empty when it knows none
   * @throws Error when there is no usable answer, or when `signal` is aborted before it. No message has a part of the query
   */
  search(query: string, signal: AbortSignal): Promise<readonly FoundAddress[]>;
}
