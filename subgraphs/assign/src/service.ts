import { startConsumer, startRelay } from '@movecall/eventlog';
import { consumersOf, streamOf } from '@movecall/schema/events';
import { describeEvent } from '@movecall/schema/log-fields';
import { subgraphSdl } from '@movecall/schema/sdl';
import { openDatabase } from '@movecall/service/database';
import { startHttpService } from '@movecall/service/http';
import type { Service } from '@movecall/service/run';
import { createSealer } from '@movecall/service/sealer';
import { startSubgraph } from '@movecall/service/subgraph';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Registry } from 'prom-client';
import type { AssignConfig } from './config.ts';
import { createContextFactory } from './context.ts';
import { createCursors } from './cursor.ts';
import { createQueries } from './queries.ts';
import { createReactions } from './reactions.ts';
import { createResolvers } from './resolvers.ts';
import { createStore } from './store.ts';

export interface AssignOverrides {
  readonly now?: () => Date;
  readonly newId?: () => string;
}

/** Movers and assignments: migrates its database, then answers GraphQL, follows manage's events and states its own. */
export async function createAssignService(
  config: AssignConfig,
  overrides: AssignOverrides = {},
): Promise<Service> {
  const { now = () => new Date(), newId = randomUUID } = overrides;
  const { logger, redisUrl, streamPrefix } = config;
  const metrics = new Registry();
  const database = await openDatabase({
    url: config.databaseUrl,
    applicationName: `assign-${config.instance}`,
    migrations: fileURLToPath(new URL('../migrations', import.meta.url)),
  });
  const { db, sql } = database;
  const redis = new Redis(redisUrl, { lazyConnect: true });

  const store = createStore({ db, sealer: createSealer(config.sealingKeys), now, newId });
  const queries = createQueries(db);
  const subgraph = await startSubgraph({
    sdl: subgraphSdl('assign'),
    resolvers: createResolvers({ store, queries, cursors: createCursors(config.identityKey) }),
    context: createContextFactory(config.identityKey, queries),
    introspection: config.introspection,
    logger,
  });
  const relay = await startRelay({
    describe: describeEvent,
    db,
    sql,
    redis,
    stream: streamOf(streamPrefix, 'assign'),
    groups: consumersOf.assign,
    logger,
    metrics,
  });
  const consumer = await startConsumer({
    describe: describeEvent,
    db,
    redis,
    group: 'assign',
    consumer: config.instance,
    streams: [streamOf(streamPrefix, 'manage')],
    handle: createReactions(store),
    // Requests that waited while this service was away are served in the order in which they came.
    concurrency: 1,
    logger,
    metrics,
  });
  const http = await startHttpService({
    host: config.host,
    port: config.port,
    lameDuckMs: config.lameDuckMs,
    route: (path) => (path === '/graphql' ? subgraph.handler : null),
    readiness: async () => ({ database: await database.ping() }),
    logger,
    metrics,
  });

  return {
    url: http.url,
    async close() {
      await http.close();
      await subgraph.stop();
      await consumer.close();
      await relay.close();
      redis.disconnect();
      await database.close();
    },
  };
}
