import type { Viewer } from '@movecall/identity';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { TestRouter } from '@movecall/testkit/router';

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: any;
}

export interface TestSocket {
  send(message: Message | string): void;
  /** Waits for the next message. Rejects when the socket is closed. */
  next(): Promise<Message>;
  /** Sends a `subscribe` message. */
  subscribe(id: string, query: string, variables?: Record<string, unknown>): void;
  /** The data of the next message. Rejects when it is not a `next` message, or has errors. */
  nextData(): Promise<any>;
  /** Resolves when the socket is closed. */
  readonly closed: Promise<{ code: number; reason: string }>;
  close(): void;
}

/** Opens a socket that sends and receives protocol messages. It is not signed in yet. */
export async function openSocket(
  router: TestRouter,
  headers: Record<string, string> = {},
): Promise<TestSocket> {
  const socket = new WebSocket(`${router.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers,
  });
  const waiting: Message[] = [];
  let wake: () => void = () => undefined;
  let isClosed = false;
  socket.on('message', (data: Buffer) => {
    waiting.push(JSON.parse(data.toString()) as Message);
    wake();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => {
      isClosed = true;
      wake();
      resolve({ code, reason: String(reason) });
    }),
  );
  await once(socket, 'open');
  const client: TestSocket = {
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async next() {
      while (waiting.length === 0) {
        if (isClosed) throw new Error(`the socket was closed: ${(await closed).code}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return waiting.shift() as Message;
    },
    subscribe(id, query, variables = {}) {
      client.send({ type: 'subscribe', id, payload: { query, variables } });
    },
    async nextData() {
      const message = await client.next();
      if (message.type !== 'next' || message.payload.errors)
        throw new Error(`the message has no data, or errors: ${JSON.stringify(message)}`);
      return message.payload.data;
    },
    closed,
    close: () => socket.close(),
  };
  return client;
}

/** Opens a socket and signs in. @param lifetimeSeconds of the login token */
export async function connect(
  router: TestRouter,
  viewer: Viewer,
  lifetimeSeconds?: number,
): Promise<TestSocket> {
  const socket = await openSocket(router);
  socket.send({
    type: 'connection_init',
    payload: { authorization: `Bearer ${await router.tokenFor(viewer, lifetimeSeconds)}` },
  });
  const { type } = await socket.next();
  if (type !== 'connection_ack') throw new Error(`the connection was not acknowledged: ${type}`);
  return socket;
}
