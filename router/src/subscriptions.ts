import type { ApolloServer } from '@apollo/server';
import { streamOf } from '@movecall/schema/events';
import type { CountFaults } from '@movecall/graphql/faults';
import type { Liveness } from '@movecall/telemetry/liveness';
import { connectRedis, type RedisAddress } from '@movecall/redis';
import type { Registry } from 'prom-client';
import type { RouterContext } from './context.ts';
import { startLive } from './live/live.ts';
import type { Send } from './subgraphs/client.ts';
import { createSocketServer, type SocketServer, type SocketServerOptions } from './sockets/server.ts';
import type { LoadedSupergraph } from './supergraph.ts';

export interface SubscriptionOptions extends Omit<SocketServerOptions, 'live'> {
  readonly loaded: LoadedSupergraph;
  readonly send: Readonly<Record<string, Send>>;
  readonly server: ApolloServer<RouterContext>;
  readonly redis: RedisAddress;
  readonly streamPrefix: string;
  readonly registry: Registry;
  readonly countFaults: CountFaults;
  readonly liveness: Liveness;
}

/** Live status over WebSocket: the reader of the event stream, what its events are joined with, and the sockets. */
export interface Subscriptions {
  /** Resolves once events are read. */
  readonly begun: Promise<void>;
  /** For the HTTP server's `upgrade` event. */
  readonly upgrade: SocketServer['upgrade'];
  /** Sends the clients away: they come back elsewhere and go on where they were. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export function startSubscriptions(options: SubscriptionOptions): Subscriptions {
  const redis = connectRedis(options.redis, { lazyConnect: true });
  const live = startLive({ ...options, redis, stream: streamOf(options.streamPrefix, 'call') });
  const sockets = createSocketServer({ ...options, live });
  return {
    begun: live.begun,
    upgrade: sockets.upgrade,
    drain: () => sockets.close(),
    async close() {
      await live.close();
      redis.disconnect();
    },
  };
}
