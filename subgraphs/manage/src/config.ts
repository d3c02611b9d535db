import { eventlogEnv, httpEnv, key256, parseConfig, withDatabase } from '@movecall/service/config';
import { createLogger } from '@movecall/service/logger';
import { z } from 'zod';

const schema = withDatabase(
  z.object({
    ...httpEnv,
    ...eventlogEnv,
    IDENTITY_KEY: key256,
    /** Acceptances in flight before callers are asked to try again. */
    MAX_ACCEPTANCES_IN_FLIGHT: z.coerce.number().int().min(0).default(64),
  }),
  'MANAGE_DATABASE_URL',
  'movecall_manage',
);

export type ManageConfig = ReturnType<typeof readConfig>;

/** @throws ConfigError */
export function readConfig(env: NodeJS.ProcessEnv) {
  const settings = parseConfig(schema, env);
  return {
    host: settings.HOST,
    port: settings.PORT,
    instance: settings.INSTANCE,
    logger: createLogger('manage', settings.LOG_LEVEL),
    databaseUrl: settings.databaseUrl,
    redisUrl: settings.REDIS_URL,
    streamPrefix: settings.STREAM_PREFIX,
    identityKey: settings.IDENTITY_KEY,
    maxAcceptancesInFlight: settings.MAX_ACCEPTANCES_IN_FLIGHT,
  };
}
