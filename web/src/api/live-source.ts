import type { Client, TypedDocumentNode } from '@urql/core';
import { onEnd, pipe, subscribe } from 'wonka';
import type { Subscribe } from './live.ts';

/** A subscription of the GraphQL client as a source of live events. Each subscribing sends `variables` and the cursor. */
export const liveSource =
  <Data, Variables extends Record<string, unknown>>(
    client: Client,
    query: TypedDocumentNode<Data, Variables & { after?: string | null }>,
    variables: Variables,
  ): Subscribe<Data> =>
  (after, observer) =>
    pipe(
      client.subscription(query, { ...variables, after }, { requestPolicy: 'network-only' }),
      onEnd(observer.onEnd),
      subscribe(observer.onResult),
    ).unsubscribe;
