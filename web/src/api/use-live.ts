import type { TypedDocumentNode } from '@urql/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { useClient } from 'urql';
import { useSocket } from './api.tsx';
import { type LiveState, watchLive } from './live.ts';
import { liveSource } from './live-source.ts';

export interface LiveOptions<Data> {
  /** Called with each event, a `reset` included: after a `reset`, lists have to be read again. */
  readonly onEvent?: (data: Data) => void;
  /** The cursor to begin after; null begins now. */
  readonly after?: string | null;
  /** While true, nothing is watched. */
  readonly paused?: boolean;
}

/**
 * Watches a subscription while the component is mounted (live.ts). New variables begin a new watch.
 *
 * @param cursorOf finds the cursor of an event
 */
export function useLive<Data, Variables extends Record<string, unknown>>(
  query: TypedDocumentNode<Data, Variables & { after?: string | null }>,
  variables: Variables,
  cursorOf: (data: Data) => string,
  { onEvent, after = null, paused = false }: LiveOptions<Data> = {},
): LiveState {
  const client = useClient();
  const socket = useSocket();
  const [state, setState] = useState<LiveState>('connecting');
  const begin = useEffectEvent(() => after);
  const cursor = useEffectEvent(cursorOf);
  const receive = useEffectEvent((data: Data) => onEvent?.(data));
  // The variables are a new object at each render; as text, equal ones are the same dependency.
  const key = JSON.stringify(variables);

  useEffect(() => {
    if (paused) return undefined;
    return watchLive({
      subscribe: liveSource(client, query, JSON.parse(key) as Variables),
      socket,
      after: begin(),
      cursorOf: (data: Data) => cursor(data),
      onState: setState,
      onData: (data) => receive(data),
    });
  }, [client, socket, query, key, paused]);

  return state;
}
