import {
  eventlogEnv,
  httpEnv,
  isSchemaTold,
  key256,
  parseConfig,
  schemaEnv,
  serviceConfig,
  withDatabase,
} from '@movecall/service/config';
import { sealingKeys } from '@movecall/service/sealer';
import { z } from 'zod';

const schema = withDatabase(
  z.object({ ...httpEnv, ...eventlogEnv, ...schemaEnv, IDENTITY_KEY: key256, SEALING_KEYS: sealingKeys }),
  'ASSIGN_DATABASE_URL',
  'movecall_assign',
);

export type AssignConfig = ReturnType<typeof readConfig>;

/** @throws ConfigError */
export function readConfig(env: NodeJS.ProcessEnv) {
  const settings = parseConfig(schema, env);
  return {
    ...serviceConfig('assign', settings),
    identityKey: settings.IDENTITY_KEY,
    introspection: isSchemaTold(settings),
    sealingKeys: settings.SEALING_KEYS,
  };
}
