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

const atLeastOne = z.coerce.number().int().positive();

const schema = withDatabase(
  z.object({
    ...httpEnv,
    ...eventlogEnv,
    ...introspectionEnv,
    IDENTITY_KEY: key256,
    SEALING_KEYS: sealingKeys,
    /** How long a contract is kept after its moving day. Korean e-commerce law asks for five years. */
    CONTRACTS_KEPT_DAYS: days(365, 3_653, 1_827),
    /** Assign's origin. */
    ASSIGN_URL: z.url({ protocol: /^https?$/ }),
    /** How long assign may take to hold a time. */
    ASSIGN_TIMEOUT_MS: atLeastOne.default(2_000),
    /** How many requests to assign may be in flight. */
    ASSIGN_CONCURRENCY: atLeastOne.default(32),
    /** How many failures in a row open the circuit to assign. */
    ASSIGN_FAILURES_TO_OPEN: atLeastOne.default(5),
    /** How long the circuit stays open before it lets one request through. */
    ASSIGN_HALF_OPEN_AFTER_MS: atLeastOne.default(2_000),
    /** When the sweeper withdraws an attempt to reschedule that is still PENDING; must be well above ASSIGN_TIMEOUT_MS. */
    RESCHEDULE_DEADLINE_MS: atLeastOne.default(8_000),
    RESCHEDULE_SWEEP_EVERY_MS: atLeastOne.default(1_000),
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
    assign: {
      url: settings.ASSIGN_URL,
      timeoutMs: settings.ASSIGN_TIMEOUT_MS,
      concurrency: settings.ASSIGN_CONCURRENCY,
      failuresToOpen: settings.ASSIGN_FAILURES_TO_OPEN,
      halfOpenAfterMs: settings.ASSIGN_HALF_OPEN_AFTER_MS,
    },
    rescheduleDeadlineMs: settings.RESCHEDULE_DEADLINE_MS,
    rescheduleSweepEveryMs: settings.RESCHEDULE_SWEEP_EVERY_MS,
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
