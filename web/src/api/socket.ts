import { type Client, createClient } from 'graphql-ws';
import { currentSession, signOut } from './session.ts';
import { listenForWake } from './wake.ts';

/** So often the line is tried, and so long an answer may take: a phone in a tunnel closes nothing. */
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
/** Between two pages the line stays open. */
const CLOSE_AFTER_MS = 2_000;
/** The close code of an expired or refused token. */
const FORBIDDEN = 4403;

/** The line that all subscriptions share. */
export interface Socket extends Pick<Client, 'subscribe' | 'on'> {
  isOpen(): boolean;
  close(): void;
}

/**
 * One WebSocket, opened with the first subscription and closed after the last. It does not reconnect by itself: a
 * subscription that lost it goes on from its own cursor (live.ts).
 */
export function createSocket(): Socket {
  let open = false;
  let patience: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
    lazy: true,
    lazyCloseTimeout: CLOSE_AFTER_MS,
    retryAttempts: 0,
    keepAlive: PING_EVERY_MS,
    connectionAckWaitTimeout: PONG_WITHIN_MS,
    connectionParams: () => {
      const session = currentSession();
      return session ? { authorization: `Bearer ${session.token}` } : {};
    },
    on: {
      connected: () => (open = true),
      ping(received) {
        if (!received) patience = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
      },
      pong(received) {
        if (received) clearTimeout(patience);
      },
      closed(event) {
        open = false;
        clearTimeout(patience);
        if ((event as CloseEvent).code === FORBIDDEN) signOut();
      },
    },
  });

  const distrust = (): void => {
    if (open) client.terminate();
  };
  const stopListening = listenForWake(distrust);
  window.addEventListener('offline', distrust);

  return {
    subscribe: client.subscribe,
    on: client.on,
    isOpen: () => open,
    close() {
      stopListening();
      window.removeEventListener('offline', distrust);
      void client.dispose();
    },
  };
}
