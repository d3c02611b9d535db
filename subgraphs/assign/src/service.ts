import { startConsumer, startRelay } from '@movecall/eventlog';
import { consumersOf, streamOf } from '@movecall/schema/events';
import { describeEvent } from '@movecall/schema/log-fields';
import { subgraphSdl } from '@movecall/schema/sdl';
import { openDatabase } from '@movecall/database';
import { exposeConnections } from '@movecall/database/metrics';
import { startHttpService } from '@movecall/http';
import { createLiveness } from '@movecall/telemetry/liveness';
import { createRegistry, createScrape } from '@movecall/telemetry/metrics';
import { connectRedis } from '@movecall/redis';
import type { Service } from '@movecall/service/run';
import { createSealer } from '@movecall/eventlog/sealer';
import { startSubgraph } from '@movecall/graphql/subgraph';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { AssignConfig } from './config.ts';
import { createContextFactory } from './context.ts';
import { createCursors } from './cursor.ts';
import { exposeWaiting } from './metrics.ts';
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
  const { logger, streamPrefix } = config;
  const metrics = createRegistry('assign', config.version);
  const scrape = createScrape(metrics, config.logger);
  const liveness = createLiveness(config.stuckAfterMs);
  const applicationName = `assign-${config.instance}`;
  const database = await openDatabase({
    url: config.databaseUrl,
    applicationName,
    migrations: fileURLToPath(new URL('../migrations', import.meta.url)),
    migrating: config.migrating,
    logger,
  });
  const { db, sql } = database;
  exposeConnections(scrape, database.sql, applicationName);
  exposeWaiting(scrape, db);
  const redis = connectRedis(config, { lazyConnect: true });

  const store = createStore({ db, sealer: createSealer(config.sealingKeys), now, newId });
  const queries = createQueries(db);
  const subgraph = await startSubgraph({
    sdl: subgraphSdl('assign'),
    resolvers: createResolvers({ store, queries, cursors: createCursors(config.identityKey) }),
    context: createContextFactory(config.identityKey, queries),
    introspection: config.introspection,
    logger,
    metrics,
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
    scrape,
    liveness,
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
    scrape,
    liveness,
  });
  const http = await startHttpService({
    host: config.host,
    port: config.port,
    lameDuckMs: config.lameDuckMs,
    keepAliveMs: config.keepAliveMs,
    route: (path) => (path === '/graphql' ? subgraph.handler : null),
    readiness: async () => ({ database: await database.ping() }),
    logger,
    metrics,
    liveness,
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
