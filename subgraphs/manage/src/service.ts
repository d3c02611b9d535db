import { startConsumer, startRelay } from '@movecall/eventlog';
import { consumersOf, streamOf } from '@movecall/schema/events';
import { createRequestContext } from '@movecall/identity/request-context';
import { describeEvent } from '@movecall/schema/log-fields';
import { subgraphSdl } from '@movecall/schema/sdl';
import { openDatabase } from '@movecall/database';
import { exposeConnections } from '@movecall/database/metrics';
import { startHttpService } from '@movecall/http';
import { createLiveness } from '@movecall/telemetry/liveness';
import { createRegistry, createScrape } from '@movecall/telemetry/metrics';
import { connectRedis } from '@movecall/redis';
import type { Service } from '@movecall/service/run';
import { startSubgraph } from '@movecall/graphql/subgraph';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Gauge } from 'prom-client';
import { limitAcceptances } from './acceptances.ts';
import type { ManageConfig } from './config.ts';
import { createReactions } from './reactions.ts';
import { createResolvers } from './resolvers.ts';
import { createOrderStore } from './store.ts';

export interface ManageOverrides {
  readonly now?: () => Date;
  readonly newId?: () => string;
}

/** 이사업체 관리: takes orders for calls, asks assign for movers, and undoes both. */
export async function createManageService(
  config: ManageConfig,
  overrides: ManageOverrides = {},
): Promise<Service> {
  const { logger } = config;
  const { now = () => new Date(), newId = randomUUID } = overrides;
  const metrics = createRegistry('manage', config.version);
  const scrape = createScrape(metrics, config.logger);
  const liveness = createLiveness(config.stuckAfterMs);
  const applicationName = `manage-${config.instance}`;
  const database = await openDatabase({
    url: config.databaseUrl,
    applicationName,
    migrations: fileURLToPath(new URL('../migrations', import.meta.url)),
    migrating: config.migrating,
    logger,
  });
  const { db } = database;
  exposeConnections(scrape, database.sql, applicationName);
  const redis = connectRedis(config, { lazyConnect: true });
  const stream = (producer: 'call' | 'manage' | 'assign'): string => streamOf(config.streamPrefix, producer);

  const store = createOrderStore({ now, newId });
  const acceptances = limitAcceptances(config.maxAcceptancesInFlight);
  new Gauge({
    name: 'movecall_manage_acceptances_in_flight',
    help: 'Acceptances in flight; MAX_ACCEPTANCES_IN_FLIGHT bounds them',
    registers: [metrics],
    collect() {
      this.set(acceptances.inFlight);
    },
  });

  const subgraph = await startSubgraph({
    sdl: subgraphSdl('manage'),
    resolvers: createResolvers({ db, store, acceptances }),
    context: createRequestContext(config.identityKey),
    introspection: config.introspection,
    logger,
    metrics,
  });
  const relay = await startRelay({
    describe: describeEvent,
    db,
    sql: database.sql,
    redis,
    stream: stream('manage'),
    groups: consumersOf.manage,
    logger,
    metrics,
    scrape,
    liveness,
  });
  const consumer = await startConsumer({
    describe: describeEvent,
    db,
    redis,
    group: 'manage',
    consumer: config.instance,
    streams: [stream('call'), stream('assign')],
    handle: createReactions(store),
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
    logger,
    metrics,
    liveness,
    route: (path) => (path === '/graphql' ? subgraph.handler : null),
    readiness: async () => ({ database: await database.ping() }),
  });

  return {
    url: http.url,
    async close() {
      await http.close();
      await consumer.close();
      await relay.close();
      await subgraph.stop();
      redis.disconnect();
      await database.close();
    },
  };
}
