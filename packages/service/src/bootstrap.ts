import { type DatabaseHandle, openDatabase } from '@movecall/database';
import { exposeConnections } from '@movecall/database/metrics';
import {
  connectEventlog,
  type ConsumerOptions,
  type DescribeEvent,
  eventlogRules,
  type PublishedStream,
  type RetentionRule,
  startConsumer,
  startRelay,
} from '@movecall/eventlog';
import { type Handler, startHttpService } from '@movecall/http';
import { type ConnectionOptions, connectRedis, type RedisClient } from '@movecall/redis';
import { createLiveness, type Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { createRegistry, createScrape, type Scrape } from '@movecall/telemetry/metrics';
import { fileURLToPath } from 'node:url';
import type { Registry } from 'prom-client';
import { earlierNow } from './clock.ts';
import type { ServiceConfig } from './config.ts';
import { startRetention } from './retention.ts';
import type { Service } from './run.ts';

/** The resources from which a service builds its parts. The service closes all of them when it stops. */
export interface Resources {
  readonly name: string;
  readonly config: ServiceConfig;
  readonly logger: Logger;
  /** The metrics on `/metrics`. */
  readonly metrics: Registry;
  /** Adds gauges to `metrics` whose values are read from the database or from Redis. */
  readonly scrape: Scrape;
  readonly liveness: Liveness;
  /** The service's own database, with all of its migrations applied. */
  readonly database: DatabaseHandle;
  readonly redis: RedisClient;
}

export interface ResourceOptions {
  /** The service's name. It is also the name of its consumer group. */
  readonly name: string;
  /** The folder of the service's migrations. */
  readonly migrations: URL;
  /** Options of the Redis client. By default the client connects when it is first used. */
  readonly redis?: ConnectionOptions;
}

/**
 * Opens the resources of a service: metrics, liveness, its migrated database and a Redis client.
 *
 * @throws MigrationsMissing when the service awaits its migrations and no other process applies them in time.
 */
export async function openResources(config: ServiceConfig, options: ResourceOptions): Promise<Resources> {
  const { name, migrations, redis = { lazyConnect: true } } = options;
  const { logger } = config;
  const metrics = createRegistry(name, config.version);
  const scrape = createScrape(metrics, logger);
  const applicationName = `${name}-${config.instance}`;
  const database = await openDatabase({
    url: config.databaseUrl,
    applicationName,
    migrations: fileURLToPath(migrations),
    migrating: config.migrating,
    connections: config.databaseConnections,
    logger,
  });
  exposeConnections(scrape, database.background.sql, applicationName);
  return {
    name,
    config,
    logger,
    metrics,
    scrape,
    liveness: createLiveness(config.stuckAfterMs),
    database,
    redis: connectRedis(config, redis).on('error', (error: Error) =>
      logger.debug({ err: error }, 'Redis connection failed'),
    ),
  };
}

/** A stream that a service publishes. Its events are kept for `retainMs`, or for EVENTS_KEPT_DAYS when that is absent. */
export type OwnStream = Omit<PublishedStream, 'retainMs'> & Partial<Pick<PublishedStream, 'retainMs'>>;

/** The events that a service publishes and consumes. */
export interface EventOptions {
  /** Describes an event for log lines. */
  readonly describe: DescribeEvent;
  /** The service's own streams. */
  readonly publishes: readonly OwnStream[];
  /** The streams of other services, and the reaction to their events. */
  readonly consumes: Pick<ConsumerOptions, 'streams' | 'handle' | 'heldBack' | 'inStreamOrder'>;
}

/** Closes one of a service's own parts. */
export type Close = () => Promise<unknown> | void;

/** When a stopping service closes its own parts. Each list is closed in order. */
export interface ClosingOptions {
  /** After the last HTTP request, while events still arrive. */
  readonly beforeConsumer?: readonly Close[];
  /** After the last event, while the relay still publishes. */
  readonly beforeRelay?: readonly Close[];
  /** After the relay has stopped, before the connections to Redis and the database are closed. */
  readonly afterRelay?: readonly Close[];
}

export interface ServiceOptions {
  readonly events: EventOptions;
  /** The handler of each path. */
  readonly routes: Readonly<Record<string, Handler>>;
  /** Checks of dependencies other than the database, which is always checked. The service is ready when all checks pass. */
  readonly readiness?: Readonly<Record<string, () => Promise<boolean>>>;
  readonly closing?: ClosingOptions;
  /** How long the service keeps rows of its own tables. */
  readonly retention?: readonly RetentionRule[];
}

/**
 * Starts the relay, the consumer, the retention and, last, the HTTP server of a service.
 *
 * `close` stops them in the reverse order: it finishes the requests in flight, then stops the consumer and the relay, then
 * closes the connections.
 */
export async function startService(resources: Resources, options: ServiceOptions): Promise<Service> {
  const { logger, metrics, scrape, liveness, database, redis } = resources;
  const { retention } = resources.config;
  const { describe, publishes, consumes } = options.events;
  const { db, sql } = database.background;
  const shared = { describe, db, redis, logger, metrics, scrape, liveness };
  const own = publishes.map((each) => ({ retainMs: retention.eventsMs, ...each }));
  const relay = await startRelay({ ...shared, publishes: own, sql });
  const consumer = await startConsumer({
    ...shared,
    ...consumes,
    group: resources.name,
    consumer: resources.config.instance,
    inboxKeptMs: retention.inboxMs,
  });
  // Its commands fail while Redis is away; on the shared connection they would wait, and the job would count as stuck.
  const streams = connectEventlog(redis, 'retention', logger, { blocks: false });
  const rules = eventlogRules({ redis: streams, streams: consumes.streams, retention });
  const allRules = [...rules, ...(options.retention ?? [])];
  const { everyMs } = retention;
  const now = () => earlierNow(resources.config.clock);
  const retaining = startRetention({ db, rules: allRules, everyMs, now, logger, metrics, liveness });
  const http = await startHttp(resources, options);
  const { beforeConsumer = [], beforeRelay = [], afterRelay = [] } = options.closing ?? {};
  return {
    url: http.url,
    metricsUrl: http.metricsUrl,
    async close() {
      await http.close();
      await retaining.close();
      streams.disconnect();
      for (const close of beforeConsumer) await close();
      await consumer.close();
      for (const close of beforeRelay) await close();
      await relay.close();
      for (const close of afterRelay) await close();
      redis.disconnect();
      await database.close();
    },
  };
}

function startHttp(
  { config, database, ...resources }: Resources,
  { routes, readiness = {} }: ServiceOptions,
) {
  const handlers = new Map(Object.entries(routes));
  const checks = Object.entries({ database: database.ping, ...readiness });
  return startHttpService({
    host: config.host,
    port: config.port,
    metricsPort: config.metricsPort,
    lameDuckMs: config.lameDuckMs,
    keepAliveMs: config.keepAliveMs,
    logger: resources.logger,
    metrics: resources.metrics,
    liveness: resources.liveness,
    measured: [...handlers.keys()],
    route: (path) => handlers.get(path) ?? null,
    readiness: async () =>
      Object.fromEntries(
        await Promise.all(checks.map(async ([name, isUp]) => [name, await isUp()] as const)),
      ),
  });
}
