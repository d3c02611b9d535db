import {
  days,
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
import { COUNTING_TIMEOUT_MS } from '@movecall/redis';
import { limitWindows } from '@movecall/redis/limit-windows';
import { z } from 'zod';

/** The variable with the URL of the service's own database, and the database's name on the server of DATABASE_URL. */
const DATABASE = ['MANAGE_DATABASE_URL', 'movecall_manage'] as const;

const schema = withDatabase(
  z.object({
    ...httpEnv,
    ...eventlogEnv,
    ...introspectionEnv,
    IDENTITY_KEY: key256,
    SEALING_KEYS: sealingKeys,
    /** How long a contract is kept after its moving day. Korean e-commerce law asks for five years. */
    CONTRACTS_KEPT_DAYS: days(365, 3_653, 1_827),
    /** How many acceptances may be in flight. Further callers are asked to try again. */
    MAX_ACCEPTANCES_IN_FLIGHT: z.coerce.number().int().min(0).default(64),
    TOMBSTONES_KEPT_DAYS: days(21, 3_650, 30),
    /** How long a quote is kept after its last change. It must outlive a quote's validity, which is 7 days. */
    QUOTES_KEPT_DAYS: days(14, 3_650, 30),
    /** Quotes that may be asked for from one address. */
    QUOTES_PER_ADDRESS: limitWindows.prefault('300/minute,3000/hour'),
    /** Messages with a quote to one phone. */
    QUOTE_MESSAGES_PER_PHONE: limitWindows.prefault('5/hour,10/day'),
    /** Messages with a quote that one operator may have sent. */
    QUOTE_MESSAGES_PER_OPERATOR: limitWindows.prefault('60/hour,500/day'),
    /** How long the limit waits for Redis before this replica counts by itself. */
    LIMITS_TIMEOUT_MS: z.coerce.number().int().positive().default(COUNTING_TIMEOUT_MS),
  }),
  ...DATABASE,
);

export type ManageConfig = ReturnType<typeof readConfig>;

/** @throws ConfigError */
export function readConfig(env: NodeJS.ProcessEnv) {
  const settings = parseConfig(schema, env);
  return {
    ...serviceConfig('manage', settings),
    identityKey: settings.IDENTITY_KEY,
    sealingKeys: settings.SEALING_KEYS,
    introspection: isIntrospectionOn(settings),
    maxAcceptancesInFlight: settings.MAX_ACCEPTANCES_IN_FLIGHT,
    contractsKeptMs: settings.CONTRACTS_KEPT_DAYS,
    tombstonesKeptMs: settings.TOMBSTONES_KEPT_DAYS,
    quotesKeptMs: settings.QUOTES_KEPT_DAYS,
    quotesPerAddress: settings.QUOTES_PER_ADDRESS,
    quoteMessagesPerPhone: settings.QUOTE_MESSAGES_PER_PHONE,
    quoteMessagesPerOperator: settings.QUOTE_MESSAGES_PER_OPERATOR,
    limitsTimeoutMs: settings.LIMITS_TIMEOUT_MS,
  };
}

/** @throws ConfigError */
export const readMigrateConfig = (env: NodeJS.ProcessEnv) => migrateConfig('manage', ...DATABASE, env);
