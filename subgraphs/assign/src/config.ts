import { eventlogEnv, httpEnv, key256, parseConfig, withDatabase } from '@movecall/service/config';
import { createLogger } from '@movecall/service/logger';
import { sealingKeys } from '@movecall/service/sealer';
import { z } from 'zod';

const schema = withDatabase(
  z.object({ ...httpEnv, ...eventlogEnv, IDENTITY_KEY: key256, SEALING_KEYS: sealingKeys }),
  'ASSIGN_DATABASE_URL',
  'movecall_assign',
);

export type AssignConfig = ReturnType<typeof readConfig>;

/** @throws ConfigError */
export function readConfig(env: NodeJS.ProcessEnv) {
  const settings = parseConfig(schema, env);
  return {
    host: settings.HOST,
    port: settings.PORT,
    instance: settings.INSTANCE,
    logger: createLogger('assign', settings.LOG_LEVEL),
    databaseUrl: settings.databaseUrl,
    redisUrl: settings.REDIS_URL,
    streamPrefix: settings.STREAM_PREFIX,
    identityKey: settings.IDENTITY_KEY,
    sealingKeys: settings.SEALING_KEYS,
  };
}
