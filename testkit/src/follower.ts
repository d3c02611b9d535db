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

/**
 * A client as a page has one: when its line is lost it comes back with the cursor of the last event that it was told.
 *
 * @param url a router's origin, or that of what stands before routers
 * @param id the call that is followed; the feed has none
 */
export function createFollower(url: string, token: string, query: string, id?: string) {
  const events: FollowedEvent[] = [];
  const closeCodes: number[] = [];
  const errors: string[] = [];
  let connections = 0;
  let isOver = false;
  let current: WebSocket | null = null;

  async function followOnce(): Promise<void> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    current = socket;
    socket.on('error', () => undefined);
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    });
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString());
      if (message.type === 'connection_ack') {
        connections += 1;
        const variables = { id, after: events.at(-1)?.cursor };
        socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query, variables } }));
      } else if (message.type === 'next') {
        events.push(message.payload.data.event);
        if (message.payload.errors) errors.push(JSON.stringify(message.payload.errors));
      } else if (message.type === 'complete') {
        isOver = true;
        socket.close();
      } else if (message.payload?.[0]?.extensions?.code !== 'SERVICE_UNAVAILABLE') {
        // Anything else fails the test, for it leaves the versions incomplete.
        errors.push(data.toString());
        isOver = true;
        socket.close();
      } else socket.close();
    });
    const code = await new Promise<number>((resolve) => socket.once('close', resolve));
    if (!isOver) closeCodes.push(code);
  }

  async function run(): Promise<void> {
    while (!isOver) {
      await followOnce();
      if (!isOver) await pause(20 + Math.random() * 30);
    }
  }

  const over = run();
  return {
    events,
    /** What each of its connections was closed with before it was over; 1006: it was cut off, or never let in. */
    closeCodes,
    /** What it was told beside events, and errors within them; that a subgraph is away when it comes does not count. */
    errors,
    connections: () => connections,
    stop() {
      isOver = true;
      current?.close();
      return over;
    },
    over,
  };
}

/** Whether a call's events are every version up to this one, once and in order, none as a reset. */
export const isGapless = (events: readonly FollowedEvent[], version: number): boolean =>
  events.length === version && events.every((event, index) => event.version === index + 1 && !event.reset);
