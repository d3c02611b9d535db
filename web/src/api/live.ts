import type { TypedDocumentNode } from '@urql/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { useClient } from 'urql';
import { onEnd, pipe, subscribe } from 'wonka';
import { useSocket } from './api.tsx';

/** How a live view stands with the server. */
export type LiveState =
  | 'connecting'
  | 'live'
  /** The line is gone; it is tried again. */
  | 'lost'
  /** Nothing more will come: what was watched has come to its end. */
  | 'ended'
  /** It may not be watched, or is not there. */
  | 'refused';

export interface LiveEvent {
  /** Where to go on from. */
  readonly cursor: string;
}

export interface LiveOptions<Data> {
  /** Is told each event, also a `reset`, after which lists are to be read again. */
  readonly onEvent?: (data: Data) => void;
  /** Where to begin; only what happens from now on without. */
  readonly after?: string | null;
  /** While true, nothing is watched. */
  readonly paused?: boolean;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const REFUSALS = new Set(['NOT_FOUND', 'FORBIDDEN', 'BAD_USER_INPUT', 'UNAUTHENTICATED']);

/**
 * Watches a subscription for as long as the component lives. When the line is lost it goes on after the last cursor, with
 * backoff, and at once when the network or the tab comes back; nothing is polled.
 *
 * @param eventOf finds the event in an answer; the same function each time
 */
export function useLive<Data, Variables extends Record<string, unknown>>(
  query: TypedDocumentNode<Data, Variables & { after?: string | null }>,
  variables: Variables,
  eventOf: (data: Data) => LiveEvent,
  { onEvent, after = null, paused = false }: LiveOptions<Data> = {},
): LiveState {
  const client = useClient();
  const socket = useSocket();
  const [state, setState] = useState<LiveState>('connecting');
  const hear = useEffectEvent((data: Data) => onEvent?.(data));
  const beginning = useEffectEvent(() => after);
  const key = JSON.stringify(variables);

  useEffect(() => {
    if (paused) return undefined;
    const wanted = JSON.parse(key) as Variables;
    let cursor = beginning();
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let leave = (): void => undefined;
    let over = false;

    function connect(): void {
      clearTimeout(timer);
      leave();
      timer = undefined;
      let settled = false;
      const settle = (last: LiveState): void => {
        settled = true;
        setState(last);
      };
      const lose = (): void => {
        if (settled || over) return;
        settle('lost');
        const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
        failures += 1;
        timer = setTimeout(connect, pause);
      };
      const opened = (): void => {
        failures = 0;
        if (!settled) setState('live');
      };
      const unlisten = socket.on('connected', opened);
      const source = client.subscription(
        query,
        { ...wanted, after: cursor },
        { requestPolicy: 'network-only' },
      );
      const { unsubscribe } = pipe(
        source,
        onEnd(lose),
        subscribe(({ data, error, hasNext }) => {
          if (settled || over) return;
          const code = error?.graphQLErrors[0]?.extensions['code'];
          if (data) {
            cursor = eventOf(data).cursor;
            hear(data);
          }
          if (REFUSALS.has(String(code))) settle('refused');
          else if (error && !data) lose();
          else if (!hasNext) settle('ended');
        }),
      );
      if (socket.isOpen()) opened();
      leave = () => {
        settled = true;
        unlisten();
        unsubscribe();
      };
    }

    const wake = (): void => {
      if (timer !== undefined && document.visibilityState === 'visible') connect();
    };
    setState('connecting');
    connect();
    window.addEventListener('online', wake);
    document.addEventListener('visibilitychange', wake);
    return () => {
      over = true;
      clearTimeout(timer);
      leave();
      window.removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [client, socket, query, eventOf, key, paused]);

  return state;
}
