import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

export interface FollowedEvent {
  readonly cursor: string;
  readonly version: number;
  readonly reset: boolean;
  readonly moveCall: { readonly id: string };
}

const EVENT = '{ cursor version reset moveCall { id } }';
export const STATUS = `subscription ($id: ID!, $after: ID) { event: moveCallStatus(id: $id, after: $after) ${EVENT} }`;
export const FEED = `subscription ($after: ID) { event: moveCallFeed(after: $after) ${EVENT} }`;

/** The shortest wait before a follower reconnects, ms. A random part of JITTER_MS, on average half of it, is added. */
const RECONNECT_MS = 20;
const JITTER_MS = 30;

/**
 * Follows a subscription as the web page does. When the connection is lost, the follower reconnects with the cursor of the
 * last received event.
 *
 * @param url the origin of a router, or of a balancer in front of routers
 * @param token the login token
 * @param query STATUS or FEED
 * @param id the followed call; undefined for the feed
 */
export function createFollower(url: string, token: string, query: string, id?: string) {
  const events: FollowedEvent[] = [];
  const closeCodes: number[] = [];
  const errors: string[] = [];
  let connections = 0;
  let isOver = false;
  let current: WebSocket | null = null;

  function receive(socket: WebSocket, data: string): void {
    const message = JSON.parse(data);
    if (message.type === 'connection_ack') {
      connections += 1;
      const variables = { id, after: events.at(-1)?.cursor };
      socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query, variables } }));
      return;
    }
    if (message.type === 'next') {
      events.push(message.payload.data.event);
      if (message.payload.errors) errors.push(JSON.stringify(message.payload.errors));
      return;
    }
    const isUnavailable = message.payload?.[0]?.extensions?.code === 'SERVICE_UNAVAILABLE';
    // Any other error ends the follower. The test then fails because of the missing versions.
    if (message.type !== 'complete' && !isUnavailable) errors.push(data);
    if (!isUnavailable) isOver = true;
    socket.close();
  }

  async function followOnce(): Promise<void> {
    const socket = openSocket(url, token);
    current = socket;
    socket.on('message', (data: Buffer) => receive(socket, data.toString()));
    const code = await new Promise<number>((resolve) => socket.once('close', resolve));
    if (!isOver) closeCodes.push(code);
  }

  async function run(): Promise<void> {
    while (!isOver) {
      await followOnce();
      if (!isOver) await pause(RECONNECT_MS + Math.random() * JITTER_MS);
    }
  }

  const over = run();
  return {
    events,
    /** The close codes of the follower's lost connections. 1006: the connection was cut or was never accepted. */
    closeCodes,
    /**
     * The received errors, except SERVICE_UNAVAILABLE for a whole subscription: after that error the follower reconnects.
     */
    errors,
    /** How many connections were accepted. */
    connections: () => connections,
    /** Closes the follower's connection. Resolves when the connection is closed. */
    stop() {
      isOver = true;
      current?.close();
      return over;
    },
    /** Resolves when the subscription has completed or failed, or when the follower was stopped. */
    over,
  };
}

/** Opens a socket that signs in when it is connected. */
function openSocket(url: string, token: string): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => undefined);
  socket.on('open', () => {
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  });
  return socket;
}

/** Whether a call's events are the versions from 1 to `version`, each once and in order, without a reset. */
export const isGapless = (events: readonly FollowedEvent[], version: number): boolean =>
  events.length === version && events.every((event, index) => event.version === index + 1 && !event.reset);
