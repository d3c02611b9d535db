import type { ApolloServer } from '@apollo/server';
import type { CountFaults } from '@movecall/graphql/faults';
import { CodedError } from '@movecall/graphql';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import type { GraphQLSchema } from 'graphql';
import type { RedisClient } from '@movecall/redis';
import type { Registry } from 'prom-client';
import type { RouterContext } from '../context.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import { createCallReads } from './call-reads.ts';
import { createChannelRegistry } from './channel-registry.ts';
import { createExecuteEvent } from './execute-event.ts';
import { followCall } from './follow-call.ts';
import { followFeed } from './follow-feed.ts';
import { createLiveMetrics, type LiveMetrics } from './live-metrics.ts';
import { startOfferReader } from './offer-reader.ts';
import { type Reader, startReader } from './reader.ts';
import { createSubscribe, type Subscribe } from './subscribe.ts';

export interface LiveOptions {
  readonly loaded: LoadedSupergraph;
  /** Executes the reads of snapshots and missed versions. */
  readonly server: ApolloServer<RouterContext>;
  readonly redis: RedisClient;
  /** The name of call's stream. */
  readonly stream: string;
  /** The name of assign's stream. */
  readonly offersStream: string;
  readonly registry: Registry;
  readonly countFaults: CountFaults;
  readonly logger: Logger;
  readonly liveness: Liveness;
  readonly onSessionsEnded: (sessionIds: readonly string[]) => void;
  /** Is called when something was lost on the stream. */
  readonly onGap: () => void;
}

/** Federated subscriptions. */
export interface Live {
  /** The API schema, with the subscriptions. */
  readonly schema: GraphQLSchema;
  readonly subscribe: Subscribe;
  readonly metrics: LiveMetrics;
  /** Resolves when events are read; until then subscriptions are refused. */
  readonly begun: Promise<void>;
  close(): Promise<void>;
}

/** How many changes are kept for feeds that reconnect. */
const HISTORY_SIZE = 5_000;
/** How many changes may wait in one channel. The reader publishes some hundreds at a time. */
const CHANNEL_CAPACITY = 1_000;

/** Starts reading the streams of call and assign, and serves subscriptions from them. */
export function startLive(options: LiveOptions): Live {
  const { loaded, server, redis, stream, offersStream, registry, logger, liveness } = options;
  const channels = createChannelRegistry();
  const offers = startOfferReader({ redis, stream: offersStream, logger, liveness });
  const metrics = createLiveMetrics(registry, {
    size() {
      const sizes = channels.size();
      return { ...sizes, subscriptions: sizes.subscriptions + offers.size() };
    },
  });
  const executeEvent = createExecuteEvent(logger, options.countFaults);
  const reads = createCallReads(server);
  const reader = startReader({
    redis,
    stream,
    historySize: HISTORY_SIZE,
    logger,
    liveness,
    onChange: channels.publish,
    onSessionsEnded: options.onSessionsEnded,
    onGap() {
      metrics.countGap();
      channels.markGap();
      options.onGap();
    },
  });
  const position = (): number => positionOf(reader);

  return {
    schema: loaded.apiSchema,
    subscribe: createSubscribe({
      loaded,
      channels,
      executeEvent(execution) {
        if ('reset' in execution.event && execution.event.reset) metrics.countReset();
        return executeEvent(execution);
      },
      rootFields: {
        moveCallStatus(args, viewer) {
          const sequence = followCall(args, viewer, reads);
          // Refuses the subscription before the reader has reached Redis: changes until then would be missed.
          position();
          return sequence;
        },
        moveCallFeed: (args, viewer) =>
          followFeed(args, viewer, { ...reads, history: reader.history, position }),
      },
      offers,
      channelCapacity: CHANNEL_CAPACITY,
    }),
    metrics,
    begun: reader.begun,
    async close() {
      await Promise.all([reader.close(), offers.close()]);
    },
  };
}

/** @throws CodedError SERVICE_UNAVAILABLE before the reader has reached Redis */
function positionOf(reader: Reader): number {
  const position = reader.position();
  if (position === null)
    throw new CodedError('SERVICE_UNAVAILABLE', 'Live events are not available at the moment.');
  return position;
}
