import { streamNames, streamOf } from '@movecall/schema/streams';
import { Redis } from 'ioredis';
import postgres from 'postgres';
import { inject } from 'vitest';
import type { Env } from './service-env.ts';
import { createDatabases, createEnv, perService, readConfigs } from './saga-services.ts';

export type IdleSaga = Awaited<ReturnType<typeof createIdleSaga>>;

/**
 * The databases and the Redis of all services, and their configurations; no service runs.
 *
 * @param changed variables that are added to the environment
 */
export async function createIdleSaga(changed: Env = {}) {
  const env = { ...createEnv(), ...changed };
  const databases = await createDatabases(env);
  const urls = perService((name) => databases[name].url);
  const sql = perService((name) => postgres(urls[name], { max: 2, onnotice: () => undefined }));
  const redis = new Redis(inject('redisUrl'));
  const prefix = env.STREAM_PREFIX;
  const named = Object.entries(urls).map(([name, url]) => [`${name.toUpperCase()}_DATABASE_URL`, url]);
  return {
    configs: readConfigs({ ...env, SOLAPI_URL: 'http://127.0.0.1:1', ...Object.fromEntries(named) }),
    databases: sql,
    redis,
    prefix,
    async close(): Promise<void> {
      await redis.del(...streamNames.map((name) => streamOf(prefix, name)));
      redis.disconnect();
      for (const each of Object.values(sql)) await each.end();
      for (const each of Object.values(databases)) await each.drop();
    },
  };
}
