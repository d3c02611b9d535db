import type { Database } from '@movecall/eventlog';
import { type Producer, producers } from '@movecall/schema/events';
import { connectRedis, reach, type RedisAddress, type RedisClient } from '@movecall/service/redis';
import { drizzle } from 'drizzle-orm/postgres-js';
import { readFile } from 'node:fs/promises';
import postgres from 'postgres';
import type { Message } from '../client.ts';
import { findControl } from '../control.ts';
import { type Running, registryFile } from '../registry.ts';

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

/** The system that `npm start` runs, whose KakaoTalk is the sandbox. */
export interface DevelopmentSystem extends System {
  /** All that the sandbox took. @throws NotRunning */
  sandboxMessages(): Promise<Message[]>;
}

export class NotRunning extends Error {
  override readonly name = 'NotRunning';
}

/**
 * Opens the system that `npm start` runs on a directory.
 *
 * @param env names the databases that are not the embedded ones, as for `npm start`
 * @throws NotRunning
 */
export async function openSystem(directory: string, env: NodeJS.ProcessEnv): Promise<DevelopmentSystem> {
  const text =
    (await findControl(directory)) &&
    (await readFile(registryFile(directory), 'utf8').catch(() => undefined));
  if (text === undefined) throw new NotRunning('movecall is not running here. Start it with: npm start');
  const services = JSON.parse(text) as Record<string, Running>;

  function urlOf(name: string): string {
    const url = services[name]?.url;
    if (url === undefined)
      throw new NotRunning(`${name} is not running. Start it with: npm run service -- start ${name}`);
    return url;
  }

  const databaseUrl = (name: Producer): string => {
    const own = new URL(urlOf('postgres'));
    own.pathname = `/movecall_${name}`;
    return env[`${name.toUpperCase()}_DATABASE_URL`] || own.href;
  };
  const connected = await connect({
    databaseUrls: eachProducer(databaseUrl),
    redisUrl: urlOf('redis'),
    redisCluster: env['REDIS_CLUSTER'] === 'on',
    streamPrefix: env['STREAM_PREFIX'] || 'movecall',
  });
  return {
    ...connected,
    runs: (name) => services[name] !== undefined,
    async sandboxMessages() {
      const response = await fetch(`${urlOf('sandbox')}/messages`, { signal: AbortSignal.timeout(10_000) });
      return (await response.json()) as Message[];
    },
  };
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
  await reach(redis);
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
  const known = error instanceof NotRunning || error.name === 'Refused' || error.name === 'ConfigError';
  // A refused connection to more than one address has no message of its own.
  const { code = '' } = error as { code?: string };
  return known ? error.message : `${error.name}: ${error.message || code}`;
}
