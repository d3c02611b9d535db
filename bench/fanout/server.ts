/**
 * One server of the fan-out bench, in a process of its own: our router, or graphql-ws as it comes, which executes for each
 * subscriber. Both read the same stream by the same reader.
 */
import { readConfig } from '@movecall/router/config';
import { createRouterService } from '@movecall/router/service';
import { unwatched } from '@movecall/telemetry/liveness';
import { createLogger } from '@movecall/telemetry/logger';
import { subscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { Redis } from 'ioredis';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { startReader } from '@movecall/router/live/reader';
import { callEvent, type StatusChange } from '@movecall/router/live/status-event';
import { supergraphSdl } from '@movecall/schema/sdl';
import { loadSupergraph } from '@movecall/router/supergraph';
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
  const listeners = new Map<string, Set<(change: StatusChange) => void>>();
  const reader = startReader({
    redis: new Redis(redisUrl),
    stream,
    historySize: 1,
    logger: createLogger('bench', 'silent'),
    liveness: unwatched,
    onChange: (change) => listeners.get(change.callId)?.forEach((hear) => hear(change)),
    onGap: () => undefined,
  });
  await reader.begun;

  async function* listen(id: string) {
    const own = listeners.get(id) ?? new Set();
    listeners.set(id, own);
    const changes: StatusChange[] = [];
    let wake = (): void => undefined;
    const hear = (change: StatusChange): void => {
      changes.push(change);
      wake();
    };
    own.add(hear);
    try {
      for (;;) {
        for (let change = changes.shift(); change; change = changes.shift())
          yield { moveCallStatus: callEvent(change, false) };
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      own.delete(hear);
    }
  }

  const server = createServer();
  useServer(
    {
      schema: loadSupergraph(supergraphSdl()).apiSchema,
      subscribe: (args) =>
        subscribe({ ...args, subscribeFieldResolver: (_root, { id }: { id: string }) => listen(id) }),
    },
    new WebSocketServer({ server, path: '/graphql' }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
