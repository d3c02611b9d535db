import type { AnyVariables, CombinedError, TypedDocumentNode } from '@urql/core';
import { useCallback, useState } from 'react';
import { useQuery } from 'urql';
import { useWake } from './wake.ts';

export interface Read<Data> {
  /** What was read last; it stays while it is read again, and when that fails. */
  readonly data: Data | undefined;
  readonly error: CombinedError | undefined;
  readonly fetching: boolean;
  /** Asks the server again. */
  readonly readAgain: () => void;
}

/** A query: from the cache at once, from the server as soon as it answers, and again whenever the tab or the network wakes. */
export function useRead<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Read<Data> {
  const [{ data, error, fetching }, execute] = useQuery<Data, Variables>({ query, variables } as never);
  const [kept, keep] = useState(data);
  if (data !== undefined && data !== kept) keep(data);
  const readAgain = useCallback(() => execute({ requestPolicy: 'network-only' }), [execute]);
  useWake(readAgain);
  return { data: data ?? kept, error, fetching, readAgain };
}
