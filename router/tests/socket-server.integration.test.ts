import { createLogger } from '@movecall/telemetry/logger';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { afterEach, describe, expect, inject, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { leastOf } from '@movecall/testkit/measure';
import type { Sink } from '../src/live/channel-member.ts';
import { spreadOverTime } from '../src/spread-over-time.ts';
import { createEndedSessions } from '../src/sessions/ended-sessions.ts';
import { createOpenLimit } from '../src/sockets/open-limit.ts';
import { createSocketServer, type SocketServerOptions } from '../src/sockets/server.ts';
import { operator, startRouter } from '@movecall/testkit/router';
import { connect } from './support/socket.ts';

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanup.splice(0).toReversed()) await close();
});

/** Starts a socket server whose subscriptions send nothing by themselves: a test uses their sinks and ends. */
async function startSockets(options: Partial<SocketServerOptions> = {}) {
  const subscribed: { sink: Sink; complete: () => void }[] = [];
  const left: number[] = [];
  const live = {
    subscribe({ subscriber, end }: Parameters<SocketServerOptions['live']['subscribe']>[0]) {
      const number = subscribed.push({ sink: subscriber.sink, complete: end.complete });
      return () => void left.push(number);
    },
    metrics: {
      countDelivery: () => undefined,
      socketOpened: () => undefined,
      socketClosed: () => undefined,
    },
  } as unknown as SocketServerOptions['live'];
  const sockets = createSocketServer({
    path: '/graphql',
    publicUrl: 'https://movecall.example',
    allowedOrigins: [],
    clientAddress: () => '127.0.0.1',
    admit: ({ text }) => text,
    introspection: true,
    documents: { prepare: () => ({}) } as unknown as SocketServerOptions['documents'],
    live,
    authenticate: async () => ({
      viewer: { id: randomUUID(), role: 'OPERATOR', moverId: null, sessionId: randomUUID() },
      expiresAt: new Date(Date.now() + 60_000),
    }),
    now: () => new Date(),
    endedSessions: createEndedSessions(),
    openSockets: createOpenLimit(100),
    openSubscriptions: createOpenLimit(100),
    rateLimits: { count: async () => undefined },
    countFaults: () => undefined,
    logger: createLogger('test', 'silent'),
    drainMs: 500,
    ...options,
  });
  const server = createServer().on('upgrade', sockets.upgrade);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.push(async () => {
    await sockets.close();
    server.close();
  });
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;

  async function open(): Promise<WebSocket> {
    const socket = new WebSocket(url, 'graphql-transport-ws');
    socket.on('error', () => undefined);
    await once(socket, 'open');
    return socket;
  }

  return {
    sockets,
    subscribed,
    left,
    open,
    async subscribe() {
      const before = subscribed.length;
      const socket = await open();
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer a.b.c' } }));
      await once(socket, 'message');
      socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: 'q' } }));
      await expect.poll(() => subscribed.length).toBe(before + 1);
      const last = subscribed.at(-1);
      if (!last) throw new Error('the server has not received the subscription');
      return { socket, ...last };
    },
  };
}

/** The TCP socket of a client. */
const transportOf = (socket: WebSocket): Socket => (socket as unknown as { _socket: Socket })._socket;

describe('a client that does not read', () => {
  const payload = JSON.stringify({ data: 'x'.repeat(10_000) });

  test('fills the sink after a bounded number of bytes; when it reads, it receives everything, and complete last', async () => {
    const { subscribe } = await startSockets();
    const { socket, sink, complete } = await subscribe();
    const received: string[] = [];
    socket.on('message', (data: Buffer) => received.push(JSON.parse(data.toString()).type));
    transportOf(socket).pause();
    let sent = 0;
    // What is sent in one turn is written at its end: a client that does not read is full after that, too.
    do {
      for (let nth = 0; nth < 50; nth += 1) sink.next(payload);
      sent += 50;
      await new Promise((resolve) => setTimeout(resolve, 0));
    } while (!sink.isFull());
    let drained = false;
    const waiting = Promise.all([sink.drained(), sink.drained()]).then(() => (drained = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(drained).toBe(false);
    complete();
    transportOf(socket).resume();
    await waiting;
    expect(sink.isFull()).toBe(false);
    await expect.poll(() => received.length).toBe(sent + 1);
    expect(received.at(-1)).toBe('complete');
  });

  test('is disconnected when it does not answer a ping before the next one, and its subscription ends', async () => {
    const { subscribe, left } = await startSockets({ heartbeatMs: 1_000 });
    const { socket, sink } = await subscribe();
    transportOf(socket).pause();
    // On a busy machine two pings may be sent before the sink is full.
    while (!sink.isFull() && left.length === 0) {
      sink.next(payload);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await sink.drained();
    await expect.poll(() => left).toEqual([1]);
  });
});

test('an internal error during sign-in closes with 4500', async () => {
  const { open } = await startSockets({ authenticate: () => Promise.reject(new Error('no key store')) });
  const socket = await open();
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer a.b.c' } }));
  expect(((await once(socket, 'close')) as [number])[0]).toBe(4500);
});

describe('the expiry timer of a token', () => {
  const HOUR = 3_600_000;
  /** Watches the timers of at least an hour. */
  function watchTimers() {
    const [set, clear] = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'clearTimeout')];
    cleanup.push(async () => void [set, clear].map((spy) => spy.mockRestore()));
    return () => {
      const cleared = new Set(clear.mock.calls.map(([timer]) => timer));
      const started = set.mock.results.filter((_, index) => Number(set.mock.calls[index]?.[1]) >= HOUR);
      return {
        started: started.length,
        running: started.filter(({ value }) => !cleared.has(value as NodeJS.Timeout)).length,
      };
    };
  }
  const session = () => ({
    viewer: { id: randomUUID(), role: 'OPERATOR', moverId: null, sessionId: randomUUID() } as const,
    expiresAt: new Date(Date.now() + HOUR),
  });

  test('is cleared when the socket closes', async () => {
    const timers = watchTimers();
    const { subscribe, left } = await startSockets({ authenticate: async () => session() });
    const { socket } = await subscribe();
    expect(timers()).toEqual({ started: 1, running: 1 });
    socket.close();
    await expect.poll(() => left).toEqual([1]);
    expect(timers()).toEqual({ started: 1, running: 0 });
  });

  test('is not started for a client that leaves while it signs in', async () => {
    const timers = watchTimers();
    let finish: (() => void) | null = null;
    const { open, sockets } = await startSockets({
      authenticate: () => new Promise((resolve) => (finish = () => resolve(session()))),
    });
    const socket = await open();
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer a.b.c' } }));
    await expect.poll(() => finish).not.toBeNull();
    // Resolves when the server has closed the socket.
    await sockets.close();
    (finish as unknown as () => void)();
    await new Promise((resolve) => setImmediate(resolve));
    expect(timers().started).toBe(0);
  });
});

describe('closing the server', () => {
  test('closes few sockets at once, and spreads many over the given time', async () => {
    const spread = async (count: number, withinMs: number) => {
      const begin = performance.now();
      let closed = 0;
      const done = spreadOverTime(Array.from({ length: count }), withinMs, () => (closed += 1));
      const atOnce = closed;
      await done;
      return { closed, atOnce, took: performance.now() - begin };
    };
    expect(await spread(8, 5_000)).toMatchObject({ closed: 8, atOnce: 8 });
    expect(await spread(0, 5_000)).toMatchObject({ closed: 0 });
    const some = await spread(100, 5_000);
    expect(some).toMatchObject({ closed: 100, atOnce: 10 });
    expect(some.took).toBeGreaterThan(350);
    const many = async (): Promise<number> => {
      const { closed, took } = await spread(10_000, 300);
      expect(closed).toBe(10_000);
      return took;
    };
    expect(await leastOf(600, many)).toBeLessThan(600);
  });

  test('serves the sockets that are not closed yet, and refuses new ones', async () => {
    const { sockets, subscribe, open } = await startSockets();
    const clients = [];
    for (let index = 0; index < 60; index += 1) clients.push(await subscribe());
    const codes: number[] = [];
    for (const { socket } of clients) socket.on('close', (code: number) => codes.push(code));
    const [first, last] = [clients[0], clients.at(-1)];
    if (!first || !last) throw new Error('no client is connected');
    const lastAsFirstGoes = once(first.socket, 'close').then(() => last.socket.readyState);
    const closing = sockets.close();
    // In this turn of the event loop the first sockets are closed, and the last one is not.
    const received = once(last.socket, 'message');
    last.sink.next('{}');
    expect(String((await received)[0])).toBe('{"id":"1","type":"next","payload":{}}');
    expect(await lastAsFirstGoes).toBe(WebSocket.OPEN);
    await expect(open()).rejects.toThrow('503');
    await closing;
    await expect.poll(() => codes).toEqual(clients.map(() => 1001));
  });

  test('closed sockets leave no subscription, no channel and no waiting change', async () => {
    const router = await startRouter(inject('redisUrl'));
    const call = router.addCall(operator());
    const sockets = [];
    for (let index = 0; index < 30; index += 1) {
      const socket = await connect(router, operator());
      sockets.push(socket);
      socket.subscribe('1', 'subscription ($id: ID!) { moveCallStatus(id: $id) { version } }', {
        id: call.id,
      });
      await socket.nextData();
      socket.subscribe('2', 'subscription { moveCallFeed { version } }');
    }
    const sizes = () =>
      Promise.all(['subscriptions_open', 'channels_open', 'changes_waiting'].map(router.metric));
    await expect.poll(sizes).toEqual([60, 2, 0]);
    for (const socket of sockets.slice(0, 10)) socket.send({ type: 'complete', id: '2' });
    await expect.poll(sizes).toEqual([50, 2, 0]);
    for (const socket of sockets) socket.close();
    await expect.poll(sizes).toEqual([0, 0, 0]);
    await router.close();
  });
});
