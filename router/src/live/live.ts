import type { ApolloServer } from '@apollo/server';
import type { Logger } from '@movecall/service/logger';
import type { GraphQLSchema } from 'graphql';
import type { Redis } from 'ioredis';
import type { RouterContext } from '../context.ts';
import type { Send } from '../subgraphs/client.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import { createCallReads } from './call-reads.ts';
import { createExecuteEvent } from './execution.ts';
import { createFanOut } from './fan-out.ts';
import { createPrepareOperation, type PrepareOperation } from './operation.ts';
import { startReader } from './reader.ts';
import { createSources } from './sources.ts';
import { createSubscribe, type Subscribe } from './subscribe.ts';

export interface LiveOptions {
  readonly loaded: LoadedSupergraph;
  readonly send: Readonly<Record<string, Send>>;
  readonly server: ApolloServer<RouterContext>;
  readonly redis: Redis;
  /** Call's stream. */
  readonly stream: string;
  readonly logger: Logger;
}

/** Federated subscriptions. */
export interface Live {
  /** What may be subscribed to is part of it. */
  readonly schema: GraphQLSchema;
  readonly prepare: PrepareOperation;
  readonly subscribe: Subscribe;
  /** Resolves once events are read; until then subscriptions are refused. */
  readonly begun: Promise<void>;
  close(): Promise<void>;
}

/** Events that wait for one slow subscriber. */
const MAILBOX_CAPACITY = 64;

export function startLive({ loaded, send, server, redis, stream, logger }: LiveOptions): Live {
  const fanOut = createFanOut(MAILBOX_CAPACITY);
  const reader = startReader({ redis, stream, logger, onChange: fanOut.publish });
  const sources = createSources({ fanOut, position: reader.position, ...createCallReads(server) });
  return {
    schema: loaded.apiSchema,
    prepare: createPrepareOperation(loaded),
    subscribe: createSubscribe(loaded, sources, createExecuteEvent(loaded, send, logger)),
    begun: reader.begun,
    close: () => reader.close(),
  };
}
