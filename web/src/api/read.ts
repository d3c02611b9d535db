import type { AnyVariables, CombinedError, TypedDocumentNode } from '@urql/core';
import { useCallback, useState } from 'react';
import { useQuery } from 'urql';
import { useWake } from './wake.ts';

export interface Read<Data> {
  /** The last answer. It stays while the query is sent again, and when that fails. */
  readonly data: Data | undefined;
  readonly error: CombinedError | undefined;
  readonly fetching: boolean;
  /** Sends the query to the server again. */
  readonly readAgain: () => void;
}

/**
 * Reads from the cache at once and from the server when it answers; and again whenever the tab or the network wakes
 * (wake.ts).
 */
export function useRead<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Read<Data> {
  const [{ data, error, fetching }, execute] = useQuery<Data, Variables>({ query, variables });
  const [kept, keep] = useState(data);
  if (data !== undefined && data !== kept) keep(data);
  const readAgain = useCallback(() => execute({ requestPolicy: 'network-only' }), [execute]);
  useWake(readAgain);
  return { data: data ?? kept, error, fetching, readAgain };
}
