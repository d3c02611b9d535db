import { type Producer, streamNames, streamOf } from '@movecall/schema/streams';
import type { ServiceConfig } from '@movecall/service/config';
import type { Service } from '@movecall/service/run';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { asSuperuser, createTestDatabase, type TestDatabase } from './database.ts';
import type { Env } from './service-env.ts';

/** A service under test, as its package exports it. */
export interface TestedService<C extends ServiceConfig, O> {
  readonly name: Producer;
  readonly readConfig: (env: NodeJS.ProcessEnv) => C;
  readonly create: (config: C, overrides?: O) => Promise<Service>;
}

/** The templates that this worker has made or found. */
const ready = new Map<string, Promise<void>>();

/** Creates a database with all of a service's migrations. It is a copy of a template that is made once per test run. */
export async function createMigratedDatabase<C extends ServiceConfig, O>(
  tested: TestedService<C, O>,
  env: Env,
): Promise<TestDatabase> {
  const template = `template_${tested.name}`;
  const making = ready.get(template) ?? ensureTemplate(template, (url) => migrate(tested, env, url));
  ready.set(template, making);
  await making;
  return createTestDatabase(template);
}

/** Makes a database unless it exists. If several workers call this together, one makes the database and the others wait. */
const ensureTemplate = (name: string, fill: (url: string) => Promise<void>): Promise<void> =>
  asSuperuser(inject('postgresUrl'), async (sql) => {
    // The end of the session releases the lock.
    await sql`select pg_advisory_lock(hashtext(${name}))`;
    const { count: exists } = await sql`select from pg_database where datname = ${name}`;
    if (exists) return;
    const draft = await createTestDatabase();
    await fill(draft.url);
    await sql`alter database ${sql(new URL(draft.url).pathname.slice(1))} rename to ${sql(name)}`;
  });

/** A service applies its migrations when it starts. */
async function migrate<C extends ServiceConfig, O>(
  { name, readConfig, create }: TestedService<C, O>,
  env: Env,
  url: string,
): Promise<void> {
  const prefix = `test-${randomUUID()}`;
  const REDIS_URL = inject('redisUrl');
  const own = { PORT: '0', REDIS_URL, STREAM_PREFIX: prefix, [`${name.toUpperCase()}_DATABASE_URL`]: url };
  const service = await create(readConfig({ ...env, ...own }));
  await service.close();
  const redis = new Redis(REDIS_URL);
  await redis.del(...streamNames.map((producer) => streamOf(prefix, producer)));
  redis.disconnect();
}
