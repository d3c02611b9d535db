import { jwkText } from '@movecall/identity/login-token';
import { parseTel, type Tel } from '@movecall/values/tel';
import {
  eventlogEnv,
  httpEnv,
  isSchemaTold,
  key256,
  migrateConfig,
  parseConfig,
  schemaEnv,
  serviceConfig,
  withDatabase,
} from '@movecall/service/config';
import { sealingKeys } from '@movecall/eventlog/sealer';
import { z } from 'zod';

const atLeastOne = z.coerce.number().int().min(1);

const tels = z.string().transform((text, context) => {
  const parsed = text.split(',').map(parseTel);
  const valid = parsed.filter((tel): tel is Tel => tel !== null);
  if (valid.length === parsed.length) return new Set(valid);
  context.addIssue({ code: 'custom', message: 'must be Korean mobile numbers, comma separated' });
  return z.NEVER;
});

/** Its variable, and its name on a server that all services share. */
const DATABASE = ['CALL_DATABASE_URL', 'movecall_call'] as const;

const schema = withDatabase(
  z.object({
    ...httpEnv,
    ...eventlogEnv,
    ...schemaEnv,
    IDENTITY_KEY: key256,
    SEALING_KEYS: sealingKeys,
    /** Signs login tokens. */
    LOGIN_PRIVATE_KEY: jwkText.refine((key) => typeof key.d === 'string', 'must be the private key'),
    /** The phones that sign in as operators. */
    OPERATOR_TELS: tels.default(new Set()),
    /** Manage's origin. */
    MANAGE_URL: z.url({ protocol: /^https?$/ }),
    /** How long manage may take to accept an order. */
    MANAGE_TIMEOUT_MS: atLeastOne.default(600),
    /** How many orders are before manage at a time. */
    MANAGE_CONCURRENCY: atLeastOne.default(64),
    /** How many failures in a row open the circuit to manage. */
    MANAGE_FAILURES_TO_OPEN: atLeastOne.default(5),
    /** How long it stays open before manage is asked again. */
    MANAGE_HALF_OPEN_AFTER_MS: atLeastOne.default(2_000),
    /** When an attempt that nobody settled is withdrawn; well above MANAGE_TIMEOUT_MS. */
    ATTEMPT_DEADLINE_MS: atLeastOne.default(5_000),
    SWEEP_EVERY_MS: atLeastOne.default(1_000),
    /** Per phone. */
    CALLS_PER_MINUTE: atLeastOne.default(600),
    /** Per phone. */
    LOGIN_CODES_PER_MINUTE: atLeastOne.default(10),
  }),
  ...DATABASE,
);

export type CallConfig = ReturnType<typeof readConfig>;

/** @throws ConfigError */
export function readConfig(env: NodeJS.ProcessEnv) {
  const settings = parseConfig(schema, env);
  return {
    ...serviceConfig('call', settings),
    identityKey: settings.IDENTITY_KEY,
    introspection: isSchemaTold(settings),
    sealingKeys: settings.SEALING_KEYS,
    loginPrivateKey: settings.LOGIN_PRIVATE_KEY,
    operatorTels: settings.OPERATOR_TELS,
    manage: {
      url: settings.MANAGE_URL,
      timeoutMs: settings.MANAGE_TIMEOUT_MS,
      concurrency: settings.MANAGE_CONCURRENCY,
      failuresToOpen: settings.MANAGE_FAILURES_TO_OPEN,
      halfOpenAfterMs: settings.MANAGE_HALF_OPEN_AFTER_MS,
    },
    attemptDeadlineMs: settings.ATTEMPT_DEADLINE_MS,
    sweepEveryMs: settings.SWEEP_EVERY_MS,
    callsPerMinute: settings.CALLS_PER_MINUTE,
    loginCodesPerMinute: settings.LOGIN_CODES_PER_MINUTE,
  };
}

/** @throws ConfigError */
export const readMigrateConfig = (env: NodeJS.ProcessEnv) => migrateConfig('call', ...DATABASE, env);
