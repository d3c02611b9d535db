import type { Database } from '@movecall/eventlog';
import { type Producer, producers } from '@movecall/schema/streams';
import { connectNow, connectRedis, type RedisAddress, type RedisClient } from '@movecall/redis';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Message } from '@movecall/sandbox/message';

/** The inside of a running system: its databases, its Redis, and which services run. */
export interface System {
  readonly databases: Readonly<Record<Producer, postgres.Sql>>;
  readonly redis: RedisClient;
  readonly streamPrefix: string;
  /** Whether a service ran when the system was opened. */
  runs(name: string): boolean;
  /** Runs work on a service's database, on a connection of its own. */
  inDatabase<T>(name: Producer, work: (db: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A system with the sandbox as its provider, so the customers' messages can be read. */
export interface SandboxedSystem extends System {
  /** All messages that the sandbox accepted. */
  sandboxMessages(): Promise<Message[]>;
}

export interface SystemAddresses extends RedisAddress {
  readonly databaseUrls: Readonly<Record<Producer, string>>;
  readonly streamPrefix: string;
}

/** Connects to a system's databases and Redis. */
export async function connect({
  databaseUrls,
  streamPrefix,
  ...redisAddress
}: SystemAddresses): Promise<Omit<System, 'runs'>> {
  const databases = eachProducer((name) =>
    postgres(databaseUrls[name], {
      max: 2,
      onnotice: () => undefined,
      connection: { application_name: 'ops' },
    }),
  );
  const redis = connectRedis(redisAddress);
  redis.on('error', () => undefined);
  await connectNow(redis);
  return {
    databases,
    redis,
    streamPrefix,
    inDatabase: (name, work) => inDatabase(databaseUrls[name], work),
    async close() {
      redis.disconnect();
      await Promise.all(producers.map((name) => databases[name].end({ timeout: 5 })));
    },
  };
}

/** A value for each producer, by its name. */
export const eachProducer = <T>(make: (name: Producer) => T): Readonly<Record<Producer, T>> =>
  Object.fromEntries(producers.map((name) => [name, make(name)])) as Record<Producer, T>;

/** Runs work on a connection of its own, because drizzle changes how its connection parses timestamps. */
export async function inDatabase<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const sql = postgres(url, {
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: 'ops' },
  });
  try {
    return await work(drizzle(sql));
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Why a command failed. Leaves out the values that a database driver attaches to its errors. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = error.name === 'NotRunning' || error.name === 'Refused' || error.name === 'ConfigError';
  // Node's error for refused connections to several addresses has a code but no message.
  const { code = '' } = error as { code?: string };
  return known ? error.message : `${error.name}: ${error.message || code}`;
}
