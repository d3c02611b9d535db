import { startConsumer, startRelay } from '@movecall/eventlog';
import { consumersOf, streamOf } from '@movecall/schema/events';
import { describeEvent } from '@movecall/schema/log-fields';
import { openDatabase } from '@movecall/database';
import { exposeConnections } from '@movecall/database/metrics';
import { startHttpService } from '@movecall/http';
import { createLiveness } from '@movecall/telemetry/liveness';
import { createRegistry, createScrape } from '@movecall/telemetry/metrics';
import { connectRedis, type RedisClient } from '@movecall/redis';
import type { Service } from '@movecall/service/run';
import { createSealer } from '@movecall/eventlog/sealer';
import type { SQL } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { NotifierConfig } from './config.ts';
import { type DeliveryPolicy, standardPolicy } from './delivery-policy.ts';
import { startDispatcher } from './dispatcher.ts';
import { createLedger, DELIVERIES_CHANNEL } from './ledger.ts';
import { createNotifierMetrics, exposeDeliveries } from './metrics.ts';
import { createReaction } from './reactions.ts';
import { createReportsHandler } from './reports.ts';
import { createSolapi } from './solapi.ts';

export interface NotifierOverrides {
  readonly now?: () => Date;
  readonly sharedClock?: SQL;
  readonly newId?: () => string;
  /** In [0, 1). */
  readonly random?: () => number;
  readonly policy?: DeliveryPolicy;
}

/** Consumes the calls' events and tells the customers; see delivery.ts for how a message lives. */
export async function createNotifierService(
  config: NotifierConfig,
  overrides: NotifierOverrides = {},
): Promise<Service> {
  const { logger } = config;
  const {
    now = () => new Date(),
    sharedClock,
    newId = randomUUID,
    random = Math.random,
    policy = standardPolicy,
  } = overrides;
  const metrics = createRegistry('notifier', config.version);
  const scrape = createScrape(metrics, logger);
  const liveness = createLiveness(config.stuckAfterMs);
  const notifierMetrics = createNotifierMetrics(metrics);

  const applicationName = `notifier-${config.instance}`;
  const database = await openDatabase({
    url: config.databaseUrl,
    applicationName,
    migrations: fileURLToPath(new URL('../migrations', import.meta.url)),
    migrating: config.migrating,
    logger,
  });
  const { db, sql } = database;
  exposeConnections(scrape, sql, applicationName);
  exposeDeliveries(scrape, db);
  // A connection that the network has forgotten is given up, or nothing would be answered on it for a quarter of an hour.
  const redis = connectRedis(config, { maxRetriesPerRequest: null, socketTimeout: 2 * READINESS_MS });
  redis.on('error', (error) => logger.debug({ err: error }, 'Redis connection'));

  const solapi = createSolapi({ ...config.solapi, now, timeoutMs: policy.timeoutMs });
  const provider = notifierMetrics.counted(solapi);
  const ledger = createLedger({
    db,
    policy,
    now,
    sharedClock,
    newId,
    random,
    onSettled: notifierMetrics.settled,
  });
  const dispatcher = startDispatcher({
    ledger,
    provider,
    sealer: createSealer(config.sealingKeys),
    now,
    logger,
    liveness,
  });
  const listening = await sql.listen(DELIVERIES_CHANNEL, dispatcher.wake, dispatcher.wake);

  const relay = await startRelay({
    describe: describeEvent,
    db,
    sql,
    redis,
    stream: streamOf(config.streamPrefix, 'notifier'),
    groups: consumersOf.notifier,
    logger,
    metrics,
    scrape,
    liveness,
  });
  const consumer = await startConsumer({
    describe: describeEvent,
    db,
    redis,
    group: 'notifier',
    consumer: config.instance,
    streams: [streamOf(config.streamPrefix, 'call')],
    handle: createReaction(ledger, config.publicUrl),
    logger,
    metrics,
    scrape,
    liveness,
  });
  const reports = createReportsHandler({
    provider,
    ledger,
    logger,
    onReport: notifierMetrics.report,
    onChange: dispatcher.wake,
  });
  const http = await startHttpService({
    host: config.host,
    port: config.port,
    lameDuckMs: config.lameDuckMs,
    keepAliveMs: config.keepAliveMs,
    logger,
    metrics,
    liveness,
    measured: ['/reports'],
    route: (path) => (path === '/reports' ? reports : null),
    async readiness() {
      const [hasDatabase, hasRedis] = await Promise.all([database.ping(), redisAnswers(redis)]);
      return { database: hasDatabase, redis: hasRedis };
    },
  });

  return {
    url: http.url,
    async close() {
      await http.close();
      await consumer.close();
      await dispatcher.close();
      await listening.unlisten();
      await relay.close();
      await provider.close();
      redis.disconnect();
      await database.close();
    },
  };
}

const READINESS_MS = 1_000;

/** A client that is reconnecting keeps a command until it is back: an answer that is late is none. */
function redisAnswers(redis: RedisClient): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), READINESS_MS);
    redis
      .ping()
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer));
  });
}
