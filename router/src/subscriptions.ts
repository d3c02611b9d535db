import type { ApolloServer } from '@apollo/server';
import { streamOf } from '@movecall/schema/streams';
import type { CountFaults } from '@movecall/graphql/faults';
import type { Liveness } from '@movecall/telemetry/liveness';
import { connectRedis } from '@movecall/redis';
import type { Registry } from 'prom-client';
import type { RouterConfig } from './config.ts';
import type { RouterContext } from './context.ts';
import type { Documents } from './documents/documents.ts';
import { startLive } from './live/live.ts';
import type { RequestChecks } from './request-checks.ts';
import { createOpenLimit } from './sockets/open-limit.ts';
import { createSocketServer, type SocketServer } from './sockets/server.ts';
import type { LoadedSupergraph } from './supergraph.ts';

export interface SubscriptionDependencies {
  /** The path at which WebSockets are opened. */
  readonly path: string;
  readonly checks: RequestChecks;
  readonly loaded: LoadedSupergraph;
  readonly documents: Documents;
  readonly server: ApolloServer<RouterContext>;
  readonly registry: Registry;
  readonly countFaults: CountFaults;
  readonly liveness: Liveness;
  /** Is called when events may have been missed: once the reader has begun, and when something was lost on the stream. */
  readonly onMissedEvents: () => void;
}

/** Live events over WebSocket: the reader of the event stream, the channels that join events with the subgraphs, the sockets. */
export interface Subscriptions {
  /** Resolves when the reader has reached Redis for the first time. */
  readonly begun: Promise<void>;
  /** For the HTTP server's `upgrade` event. */
  readonly upgrade: SocketServer['upgrade'];
  /** Closes all sockets. The clients reconnect to another router and continue with their cursors. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** False in front of another supergraph, which has no event stream, and without Redis or public address. */
export const servesSubscriptions = ({ supergraphFile, redisUrl, publicUrl }: RouterConfig): boolean =>
  supergraphFile === null && redisUrl !== null && publicUrl !== null;

/**
 * Starts serving subscriptions.
 *
 * @returns null when there are none to serve: see `servesSubscriptions`
 */
export function startSubscriptions(
  config: RouterConfig,
  { path, checks, ...dependencies }: SubscriptionDependencies,
): Subscriptions | null {
  const { redisUrl, redisCluster, publicUrl, logger } = config;
  if (!servesSubscriptions(config) || redisUrl === null || publicUrl === null) return null;
  const redis = connectRedis({ redisUrl, redisCluster }, { lazyConnect: true });
  const stream = streamOf(config.streamPrefix, 'call');
  const offersStream = streamOf(config.streamPrefix, 'assign');
  const { onMissedEvents, ...shared } = dependencies;
  const live = startLive({
    ...shared,
    redis,
    stream,
    offersStream,
    logger,
    onSessionsEnded: checks.endedSessions.add,
    onGap: onMissedEvents,
  });
  void live.begun.then(onMissedEvents);
  const sockets = createSocketServer({
    ...checks,
    documents: dependencies.documents,
    openSockets: createOpenLimit(config.perIdentity.sockets),
    openSubscriptions: createOpenLimit(config.perIdentity.subscriptions),
    path,
    publicUrl,
    allowedOrigins: config.allowedOrigins,
    introspection: config.introspection,
    live,
    countFaults: dependencies.countFaults,
    drainMs: config.socketDrainMs,
    logger,
  });
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
