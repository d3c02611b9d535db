import { startConsumer, startRelay } from '@movecall/eventlog';
import { consumersOf, streamOf } from '@movecall/schema/events';
import { createRequestContext } from '@movecall/schema/request-context';
import { describeEvent } from '@movecall/schema/log-fields';
import { subgraphSdl } from '@movecall/schema/sdl';
import { openDatabase } from '@movecall/service/database';
import { startHttpService } from '@movecall/service/http';
import type { Service } from '@movecall/service/run';
import { startSubgraph } from '@movecall/service/subgraph';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Gauge, Registry } from 'prom-client';
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
  const metrics = new Registry();
  const database = await openDatabase({
    url: config.databaseUrl,
    applicationName: `manage-${config.instance}`,
    migrations: fileURLToPath(new URL('../migrations', import.meta.url)),
  });
  const { db } = database;
  const redis = new Redis(config.redisUrl, { lazyConnect: true });
  const stream = (producer: 'call' | 'manage' | 'assign'): string => streamOf(config.streamPrefix, producer);

  const store = createOrderStore({ now, newId });
  const acceptances = limitAcceptances(config.maxAcceptancesInFlight);
  new Gauge({
    name: 'manage_acceptances_in_flight',
    help: 'Acceptances in flight',
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
  });
  const http = await startHttpService({
    host: config.host,
    port: config.port,
    lameDuckMs: config.lameDuckMs,
    logger,
    metrics,
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
