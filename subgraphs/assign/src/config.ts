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

/** A team that is at work looks at its phone between two pieces of furniture. */
const STANDARD_OFFER_MINUTES = 10;
const MINUTE_MS = 60_000;

const schema = withDatabase(
  z.object({
    ...httpEnv,
    ...eventlogEnv,
    ...introspectionEnv,
    IDENTITY_KEY: key256,
    SEALING_KEYS: sealingKeys,
    /** How long a team has to accept an offer. */
    OFFER_MINUTES: z.coerce.number().int().min(1).max(1_440).default(STANDARD_OFFER_MINUTES),
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
    acceptWithinMs: settings.OFFER_MINUTES * MINUTE_MS,
  };
}

/** @throws ConfigError */
export const readMigrateConfig = (env: NodeJS.ProcessEnv) => migrateConfig('assign', ...DATABASE, env);
