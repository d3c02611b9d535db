import { type Client, createClient } from 'graphql-ws';
import { listenForWake, type PageEvents } from './wake.ts';

/** How often the connection is pinged, and how long a pong may take: a phone in a tunnel sends no close event. */
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
/** The socket stays open between two screens. */
const CLOSE_AFTER_MS = 2_000;
/** The close code of an expired or refused token. */
const FORBIDDEN = 4403;

/** The WebSocket that all subscriptions share. */
export interface Socket extends Pick<Client, 'subscribe'> {
  isOpen(): boolean;
  /** Calls back at each connection. Returns stops listening. */
  onConnected(listener: () => void): () => void;
  close(): void;
}

export interface SocketOptions {
  /** The router's GraphQL endpoint, as ws: or wss:. */
  readonly url: string;
  /** The login token to connect with; null without a session. */
  readonly token: () => string | null;
  /** Called when the server refuses the token. */
  readonly onForbidden: () => void;
  readonly page?: PageEvents;
  readonly webSocketImpl?: typeof WebSocket;
}

/**
 * One WebSocket, opened with the first subscription and closed after the last. The socket does not reconnect by itself: each
 * subscription that has lost it subscribes again after its own cursor (live.ts).
 */
export function createSocket({
  url,
  token,
  onForbidden,
  page = globalThis,
  webSocketImpl = WebSocket,
}: SocketOptions): Socket {
  let open = false;
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url,
    webSocketImpl,
    lazy: true,
    lazyCloseTimeout: CLOSE_AFTER_MS,
    retryAttempts: 0,
    keepAlive: PING_EVERY_MS,
    connectionAckWaitTimeout: PONG_WITHIN_MS,
    connectionParams: () => {
      const current = token();
      return current === null ? {} : { authorization: `Bearer ${current}` };
    },
    on: {
      connected: () => (open = true),
      ping(received) {
        if (!received) pongTimer = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
      },
      pong(received) {
        if (received) clearTimeout(pongTimer);
      },
      closed(event) {
        open = false;
        clearTimeout(pongTimer);
        if ((event as CloseEvent).code === FORBIDDEN) onForbidden();
      },
    },
  });

  const distrust = (): void => {
    if (open) client.terminate();
  };
  const stopListening = listenForWake(distrust, page);
  page.window.addEventListener('offline', distrust);

  return {
    subscribe: client.subscribe,
    isOpen: () => open,
    onConnected: (listener) => client.on('connected', listener),
    close() {
      stopListening();
      page.window.removeEventListener('offline', distrust);
      void client.dispose();
    },
  };
}
