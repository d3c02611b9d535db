import { createSealer, type Sealer, sealingKeys } from '@movecall/eventlog/sealer';
import { streamNames, streamOf } from '@movecall/schema/streams';
import type { ServiceConfig } from '@movecall/service/config';
import { createLogger } from '@movecall/telemetry/logger';
import { Redis } from 'ioredis';
import postgres from 'postgres';
import { beforeAll, inject } from 'vitest';
import { createForeignEvents, type ForeignEvents } from './foreign-events.ts';
import { createOwnEvents, type OwnEvents } from './own-events.ts';
import { type Ask, createServiceClients } from './service-client.ts';
import { createServiceEnv, type Env } from './service-env.ts';
import { createMigratedDatabase, type TestedService } from './template-database.ts';

/** A running replica. */
export interface Replica {
  readonly url: string;
  readonly metricsUrl: string;
  readonly ask: Ask;
  /** Stops the replica. Does nothing if it has already stopped. */
  close(): Promise<void>;
}

export interface ServiceHarness<C extends ServiceConfig, O> extends ForeignEvents, OwnEvents {
  /** The configuration of a replica without additional variables. */
  readonly config: C;
  readonly redis: Redis;
  /** A client of the service's own database. */
  readonly sql: postgres.Sql;
  readonly sealer: Sealer;
  /** The log lines of all replicas, at the level `debug`. */
  readonly logged: readonly string[];
  /** Starts a replica, which the harness closes. */
  start(env?: Env, overrides?: O): Promise<Replica>;
  /** Stops all replicas. Rejects when a connection to the database is left open. */
  close(): Promise<void>;
}

/**
 * Prepares one service for tests: its own migrated database, keys and streams. It starts no replica.
 *
 * @param env variables that are added to those of createServiceEnv, or that replace them
 */
export async function createServiceHarness<C extends ServiceConfig, O>(
  tested: TestedService<C, O>,
  env: Env = {},
): Promise<ServiceHarness<C, O>> {
  const { name, readConfig } = tested;
  const shared = { ...createServiceEnv(), ...env };
  const database = await createMigratedDatabase(tested, shared);
  const variables: Env = { ...shared, [`${name.toUpperCase()}_DATABASE_URL`]: database.url };
  const redis = new Redis(inject('redisUrl'));
  const sql = postgres(database.url, { max: 4, onnotice: () => undefined });
  const prefix = shared.STREAM_PREFIX;
  const replicas = createReplicas(tested, variables);

  return {
    config: readConfig(variables),
    redis,
    sql,
    sealer: createSealer(sealingKeys.parse(shared.SEALING_KEYS)),
    logged: replicas.logged,
    start: replicas.start,
    ...createForeignEvents(redis, prefix, name),
    ...createOwnEvents({ name, redis, sql, prefix }),
    async close() {
      await replicas.close();
      await redis.del(...streamNames.map((producer) => streamOf(prefix, producer)));
      redis.disconnect();
      await sql.end();
      await database.drop();
    },
  };
}

/**
 * Opens a harness before the tests of a file or of a describe block, and closes it after them.
 *
 * @returns a function that gives the harness to a test, without the events that earlier tests published
 */
export function sharedHarness<
  H extends Pick<ServiceHarness<ServiceConfig, never>, 'settled' | 'fromNow' | 'close'>,
>(open: () => Promise<H>): () => Promise<H> {
  let harness: H;
  beforeAll(async () => {
    harness = await open();
    return () => harness.close();
  });
  return async () => {
    await harness.settled();
    return { ...harness, ...(await harness.fromNow()) };
  };
}

function createReplicas<C extends ServiceConfig, O>(
  { name, readConfig, create }: TestedService<C, O>,
  variables: Env,
) {
  const logged: string[] = [];
  const logger = createLogger(name, 'debug', { write: (line) => logged.push(line) });
  const askAt = createServiceClients(variables['IDENTITY_KEY'] ?? '');
  const running = new Set<Replica>();
  return {
    logged,
    async start(env: Env = {}, overrides?: O): Promise<Replica> {
      const service = await create({ ...readConfig({ ...variables, ...env }), logger }, overrides);
      const replica = {
        url: service.url,
        metricsUrl: service.metricsUrl,
        ask: askAt(service.url),
        async close() {
          if (running.delete(replica)) await service.close();
        },
      };
      running.add(replica);
      return replica;
    },
    close: async () => void (await Promise.all([...running].map((replica) => replica.close()))),
  };
}
