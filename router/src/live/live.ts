import type { ApolloServer } from '@apollo/server';
import type { CountFaults } from '@movecall/graphql/faults';
import { CodedError } from '@movecall/graphql';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import type { GraphQLSchema } from 'graphql';
import type { RedisClient } from '@movecall/redis';
import type { Registry } from 'prom-client';
import type { RouterContext } from '../context.ts';
import type { Send } from '../subgraphs/client.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import { createCallReads } from './call-reads.ts';
import { createChannels } from './channels.ts';
import { createExecuteEvent } from './execution.ts';
import { followCall } from './follow-call.ts';
import { followFeed } from './follow-feed.ts';
import { createLiveMetrics, type LiveMetrics } from './metrics.ts';
import { createPrepareOperation, type PrepareOperation } from './operation.ts';
import { startReader } from './reader.ts';
import { createSubscribe, type Subscribe } from './subscribe.ts';

export interface LiveOptions {
  readonly loaded: LoadedSupergraph;
  readonly send: Readonly<Record<string, Send>>;
  readonly server: ApolloServer<RouterContext>;
  readonly redis: RedisClient;
  /** Call's stream. */
  readonly stream: string;
  readonly registry: Registry;
  readonly countFaults: CountFaults;
  readonly logger: Logger;
  readonly liveness: Liveness;
}

/** Federated subscriptions. */
export interface Live {
  /** What may be subscribed to is part of it. */
  readonly schema: GraphQLSchema;
  readonly prepare: PrepareOperation;
  readonly subscribe: Subscribe;
  readonly metrics: LiveMetrics;
  /** Resolves once events are read; until then subscriptions are refused. */
  readonly begun: Promise<void>;
  close(): Promise<void>;
}

/** Changes that are kept for feeds that come back. */
const HISTORY_SIZE = 5_000;
/** Changes that wait for one channel. The reader hands on some hundreds at a time. */
const CHANNEL_CAPACITY = 1_000;

export function startLive(options: LiveOptions): Live {
  const { loaded, send, server, redis, stream, registry, logger, liveness } = options;
  const channels = createChannels();
  const metrics = createLiveMetrics(registry, channels);
  const executeEvent = createExecuteEvent(logger, options.countFaults);
  const reads = createCallReads(server);
  const reader = startReader({
    redis,
    stream,
    historySize: HISTORY_SIZE,
    logger,
    liveness,
    onChange: channels.publish,
    onGap() {
      metrics.countGap();
      channels.lose();
    },
  });

  function position(): number {
    const current = reader.position();
    if (current === null)
      throw new CodedError('SERVICE_UNAVAILABLE', 'Live events are not available at the moment.');
    return current;
  }

  return {
    schema: loaded.apiSchema,
    prepare: createPrepareOperation({ loaded, send }),
    subscribe: createSubscribe({
      loaded,
      channels,
      executeEvent(execution) {
        if (execution.event.reset) metrics.countReset();
        return executeEvent(execution);
      },
      courses: {
        moveCallStatus(args, viewer) {
          const course = followCall(args, viewer, reads);
          // Without a position something could be missed.
          position();
          return course;
        },
        moveCallFeed: (args, viewer) =>
          followFeed(args, viewer, { ...reads, history: reader.history, position }),
      },
      channelCapacity: CHANNEL_CAPACITY,
    }),
    metrics,
    begun: reader.begun,
    close: () => reader.close(),
  };
}
