import {
  eventlogEnv,
  httpEnv,
  isIntrospectionOn,
  key256,
  migrateConfig,
  parseConfig,
  introspectionEnv,
  serviceConfig,
  withDatabase,
} from '@movecall/service/config';
import { sealingKeys } from '@movecall/eventlog/sealer';
import { z } from 'zod';

/** The variable with the URL of the service's own database, and the database's name on the server of DATABASE_URL. */
const DATABASE = ['ASSIGN_DATABASE_URL', 'movecall_assign'] as const;

const schema = withDatabase(
  z.object({
    ...httpEnv,
    ...eventlogEnv,
    ...introspectionEnv,
    IDENTITY_KEY: key256,
    SEALING_KEYS: sealingKeys,
  }),
  ...DATABASE,
);

export type AssignConfig = ReturnType<typeof readConfig>;

/** @throws ConfigError */
export function readConfig(env: NodeJS.ProcessEnv) {
  const settings = parseConfig(schema, env);
  return {
    ...serviceConfig('assign', settings),
    identityKey: settings.IDENTITY_KEY,
    introspection: isIntrospectionOn(settings),
    sealingKeys: settings.SEALING_KEYS,
  };
}

/** @throws ConfigError */
export const readMigrateConfig = (env: NodeJS.ProcessEnv) => migrateConfig('assign', ...DATABASE, env);
