import type { Database } from '@movecall/eventlog';
import { type Producer, producers } from '@movecall/schema/events';
import { connectNow, connectRedis, type RedisAddress, type RedisClient } from '@movecall/redis';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Message } from '@movecall/sandbox/message';

/** A system from within: its databases, its Redis, and who runs. */
export interface System {
  readonly databases: Readonly<Record<Producer, postgres.Sql>>;
  readonly redis: RedisClient;
  readonly streamPrefix: string;
  /** Whether a service ran when the system was opened. */
  runs(name: string): boolean;
  /** Works on a service's database with a connection of its own. */
  inDatabase<T>(name: Producer, work: (db: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A system whose provider is the sandbox, so that what customers received can be read. */
export interface SandboxedSystem extends System {
  /** Every message that the sandbox accepted. */
  sandboxMessages(): Promise<Message[]>;
}

export interface Whereabouts extends RedisAddress {
  readonly databaseUrls: Readonly<Record<Producer, string>>;
  readonly streamPrefix: string;
}

/** A system, but for who runs. */
export async function connect({
  databaseUrls,
  streamPrefix,
  ...redisAddress
}: Whereabouts): Promise<Omit<System, 'runs'>> {
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

export const eachProducer = <T>(make: (name: Producer) => T): Readonly<Record<Producer, T>> =>
  Object.fromEntries(producers.map((name) => [name, make(name)])) as Record<Producer, T>;

/** Works on a database with a connection of its own: drizzle changes how its connection reads times. */
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

/** Says why a command could not be carried out, without the values that a driver puts beside its message. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = error.name === 'NotRunning' || error.name === 'Refused' || error.name === 'ConfigError';
  // A refused connection to more than one address has no message of its own.
  const { code = '' } = error as { code?: string };
  return known ? error.message : `${error.name}: ${error.message || code}`;
}
