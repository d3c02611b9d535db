import { type EventEnvelope, readEnvelope, toEntries } from '@movecall/eventlog';
import { createSealer, type Sealer, sealingKeys } from '@movecall/eventlog/sealer';
import {
  outboxPrefixOf,
  streamNameOf,
  streamNames,
  streamOf,
  type StreamName,
} from '@movecall/schema/streams';
import type { ServiceConfig } from '@movecall/service/config';
import { createLogger } from '@movecall/telemetry/logger';
import { Redis } from 'ioredis';
import postgres from 'postgres';
import { expect, inject, vi } from 'vitest';
import { createForeignEvents, type ForeignEvents } from './foreign-events.ts';
import { PATIENCE } from './patience.ts';
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

export interface ServiceHarness<C extends ServiceConfig, O> extends ForeignEvents {
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
  /** The events in the outbox of the service's own stream, or those of a type, oldest first. */
  outbox(type?: string): Promise<EventEnvelope[]>;
  /** Waits until all events of the outbox are on the service's own stream, and returns the stream's events. */
  published(): Promise<EventEnvelope[]>;
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

  const outboxOf = async (stream: StreamName): Promise<EventEnvelope[]> => {
    const table = sql(`${outboxPrefixOf(stream)}outbox`);
    const rows = await sql<{ event: EventEnvelope }[]>`select event from ${table} order by position`;
    return rows.map(({ event }) => event);
  };
  const outbox = async (type?: string): Promise<EventEnvelope[]> => {
    if (type === undefined) return outboxOf(name);
    const events = await outboxOf(streamNameOf({ producer: name, type }));
    return events.filter((event) => event.type === type);
  };

  return {
    config: readConfig(variables),
    redis,
    sql,
    sealer: createSealer(sealingKeys.parse(shared.SEALING_KEYS)),
    logged: replicas.logged,
    start: replicas.start,
    ...createForeignEvents(redis, prefix, name),
    outbox,
    published: () =>
      vi.waitFor(async () => {
        const stream = streamOf(prefix, name);
        const entries = toEntries(stream, await redis.xrange(stream, '-', '+'));
        expect(entries).toHaveLength((await outbox()).length);
        return entries.map(readEnvelope);
      }, PATIENCE),
    async close() {
      await replicas.close();
      await redis.del(...streamNames.map((producer) => streamOf(prefix, producer)));
      redis.disconnect();
      await sql.end();
      await database.drop();
    },
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
