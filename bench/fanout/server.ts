/**
 * One server of the fan-out bench, in a process of its own: the router, or plain graphql-ws, which executes each event for
 * each subscriber. Both read the same stream with the event log's tail.
 */
import { Supergraph } from '@apollo/federation-internals';
import { startTail } from '@movecall/eventlog';
import { readConfig } from '@movecall/router/config';
import { createRouterService } from '@movecall/router/service';
import type { EventOf } from '@movecall/schema/events';
import { parseEvent } from '@movecall/schema/parse-event';
import { supergraphSdl } from '@movecall/schema/sdl';
import { createLogger } from '@movecall/telemetry/logger';
import { encodeCallCursor } from '@movecall/values/cursor';
import { statusLabels } from '@movecall/values/labels';
import { subscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { Redis } from 'ioredis';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { ServerOptions } from './ipc-messages.ts';

process.on('message', (message: ServerOptions | 'cpu' | 'memory') => {
  const answer = message === 'cpu' ? cpu() : message === 'memory' ? memory() : start(message);
  void Promise.resolve(answer).then((value) => process.send?.(value));
});
process.on('disconnect', () => process.exit());

/** µs. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Resident, in bytes, after the garbage was collected. */
async function memory(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage.rss();
}

const start = (options: ServerOptions): Promise<string> =>
  options.variant === 'ours' ? startOurs(options) : startPlain(options);

async function startOurs({ env }: ServerOptions): Promise<string> {
  const { url } = await createRouterService(readConfig(env));
  return url;
}

async function startPlain({ redisUrl, stream }: ServerOptions): Promise<string> {
  const follow = await readChanges(redisUrl, stream);
  const server = createServer();
  useServer(
    {
      // Loaded as the router loads it: the memory that this frees is reused by subscribers, in both servers.
      schema: Supergraph.build(supergraphSdl()).apiSchema().toGraphQLJSSchema(),
      subscribe: (args) =>
        subscribe({ ...args, subscribeFieldResolver: (_root, { id }: { id: string }) => follow(id) }),
    },
    new WebSocketServer({ server, path: '/graphql' }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type StatusChanged = EventOf<'MoveCallStatusChanged'>;

/** Reads a stream from its end. @returns a function that yields the events of one call's subscription */
async function readChanges(redisUrl: string, stream: string) {
  const listeners = new Map<string, Set<(change: StatusChanged) => void>>();
  await startTail({
    redis: new Redis(redisUrl),
    stream,
    from: '$',
    logger: createLogger('bench', 'silent'),
    onEvent(_position, envelope) {
      const event = parseEvent(envelope);
      if (event?.type === 'MoveCallStatusChanged')
        listeners.get(event.correlationId)?.forEach((listener) => listener(event));
    },
  });

  return async function* follow(id: string) {
    const own = listeners.get(id) ?? new Set();
    listeners.set(id, own);
    const changes: StatusChanged[] = [];
    let wake = (): void => undefined;
    const listener = (change: StatusChanged): void => {
      changes.push(change);
      wake();
    };
    own.add(listener);
    try {
      for (;;) {
        for (let change = changes.shift(); change; change = changes.shift())
          yield { moveCallStatus: eventOf(change) };
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      own.delete(listener);
    }
  };
}

/** The same event that the router sends for a change. */
function eventOf({ correlationId: callId, data: { version, status, at } }: StatusChanged) {
  const cursor = encodeCallCursor({ callId, version });
  const moveCall = { id: callId };
  return { cursor, version, status, statusLabel: statusLabels[status], at, reset: false, moveCall };
}
