import { jwkText } from '@movecall/identity/login-token';
import { parseTel, type Tel } from '@movecall/values/tel';
import {
  days,
  eventlogEnv,
  httpEnv,
  isIntrospectionOn,
  key256,
  loginRetentionEnv,
  migrateConfig,
  parseConfig,
  introspectionEnv,
  serviceConfig,
  withDatabase,
} from '@movecall/service/config';
import { sealingKeys } from '@movecall/eventlog/sealer';
import { COUNTING_TIMEOUT_MS } from '@movecall/redis';
import { z } from 'zod';
import { limitWindows } from '@movecall/redis/limit-windows';
import { networks } from './sign-in/operator-networks.ts';

const atLeastOne = z.coerce.number().int().min(1);

const tels = z.string().transform((text, context) => {
  const parsed = text.split(',').map(parseTel);
  const valid = parsed.filter((tel): tel is Tel => tel !== null);
  if (valid.length === parsed.length) return new Set(valid);
  context.addIssue({ code: 'custom', message: 'must be Korean mobile numbers, comma separated' });
  return z.NEVER;
});

/** The variable with the URL of the service's own database, and the database's name on the server of DATABASE_URL. */
const DATABASE = ['CALL_DATABASE_URL', 'movecall_call'] as const;

const schema = withDatabase(
  z.object({
    ...httpEnv,
    ...eventlogEnv,
    ...introspectionEnv,
    IDENTITY_KEY: key256,
    SEALING_KEYS: sealingKeys,
    /** Signs login tokens. */
    LOGIN_PRIVATE_KEY: jwkText.refine((key) => typeof key.d === 'string', 'must be the private key'),
    /** The phones of operators. */
    OPERATOR_TELS: tels.default(new Set()),
    /** The address at which browsers reach the system: the session's cookie is for TLS only unless it begins with http://. */
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** Manage's origin. */
    MANAGE_URL: z.url({ protocol: /^https?$/ }),
    /** How long manage may take to accept an order. */
    MANAGE_TIMEOUT_MS: atLeastOne.default(600),
    /** How many requests to manage may be in flight. */
    MANAGE_CONCURRENCY: atLeastOne.default(64),
    /** How many failures in a row open the circuit to manage. */
    MANAGE_FAILURES_TO_OPEN: atLeastOne.default(5),
    /** How long the circuit stays open before one request is let through. */
    MANAGE_HALF_OPEN_AFTER_MS: atLeastOne.default(2_000),
    /** When the sweeper withdraws an attempt that is still PENDING; must be well above MANAGE_TIMEOUT_MS. */
    ATTEMPT_DEADLINE_MS: atLeastOne.default(5_000),
    /** How often the sweeper looks for such attempts. */
    SWEEP_EVERY_MS: atLeastOne.default(1_000),
    /** How long a limit waits for Redis before this replica counts by itself. */
    LIMITS_TIMEOUT_MS: atLeastOne.default(COUNTING_TIMEOUT_MS),
    /** For each phone. */
    CALLS_PER_MINUTE: atLeastOne.default(600),
    /** Calls that a customer may have open. */
    OPEN_CALLS_PER_CUSTOMER: atLeastOne.default(5),
    /** Calls that a customer may have open for one day. */
    OPEN_CALLS_PER_DAY: atLeastOne.default(2),
    /** Login codes that strangers may ask for from one address. */
    LOGIN_CODES_PER_ADDRESS: limitWindows.prefault('60/minute,1000/hour'),
    /** Login codes that strangers may ask for to one phone. */
    LOGIN_CODES_PER_PHONE: limitWindows.prefault('10/minute,100/day'),
    /** Login codes that strangers may ask for in all. */
    LOGIN_CODES_IN_ALL: limitWindows.prefault('600/minute,6000/hour'),
    /** Login codes to one phone for the clients that have signed in with it before. */
    LOGIN_CODES_FOR_KNOWN_CLIENTS: limitWindows.prefault('10/minute,100/day'),
    /** Wrong codes that may be typed at one address. */
    LOGIN_GUESSES_PER_ADDRESS: limitWindows.prefault('100/minute,1000/hour'),
    /** Kakao Local's origin, or that of what stands in for it. */
    KAKAO_LOCAL_URL: z.url({ protocol: /^https?$/ }).default('https://dapi.kakao.com'),
    /** The REST API key; without one, addresses are read by the table of regions alone. */
    KAKAO_LOCAL_KEY: z.string().min(1).optional(),
    /** How long Kakao Local may take to answer. */
    KAKAO_LOCAL_TIMEOUT_MS: atLeastOne.default(400),
    /** Questions to Kakao Local for clients at one address. Beyond them, the table answers. */
    ADDRESS_QUESTIONS_PER_CLIENT: limitWindows.prefault('120/minute,2000/hour'),
    /** Questions to Kakao Local in all. */
    ADDRESS_QUESTIONS_IN_ALL: limitWindows.prefault('3000/minute,90000/day'),
    /** Where operators sign in; empty: everywhere. */
    OPERATOR_NETWORKS: networks.default([]),
    /** How long a repeated idempotency key finds its call. */
    ATTEMPTS_KEPT_DAYS: days(21, 3_650, 30),
    /** How long personal data is kept after a call is over: five years, as long as the law wants contracts kept. */
    PERSONAL_DATA_KEPT_DAYS: days(1, 3_650, 5 * 365 + 2),
    ...loginRetentionEnv,
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
    introspection: isIntrospectionOn(settings),
    sealingKeys: settings.SEALING_KEYS,
    loginPrivateKey: settings.LOGIN_PRIVATE_KEY,
    operatorTels: settings.OPERATOR_TELS,
    operatorNetworks: settings.OPERATOR_NETWORKS,
    isSecure: !settings.PUBLIC_URL?.startsWith('http:'),
    manage: {
      url: settings.MANAGE_URL,
      timeoutMs: settings.MANAGE_TIMEOUT_MS,
      concurrency: settings.MANAGE_CONCURRENCY,
      failuresToOpen: settings.MANAGE_FAILURES_TO_OPEN,
      halfOpenAfterMs: settings.MANAGE_HALF_OPEN_AFTER_MS,
    },
    kakaoLocal: {
      url: settings.KAKAO_LOCAL_URL,
      key: settings.KAKAO_LOCAL_KEY ?? null,
      timeoutMs: settings.KAKAO_LOCAL_TIMEOUT_MS,
    },
    addressQuestions: {
      perClient: settings.ADDRESS_QUESTIONS_PER_CLIENT,
      inAll: settings.ADDRESS_QUESTIONS_IN_ALL,
    },
    attemptDeadlineMs: settings.ATTEMPT_DEADLINE_MS,
    sweepEveryMs: settings.SWEEP_EVERY_MS,
    limitsTimeoutMs: settings.LIMITS_TIMEOUT_MS,
    callsPerMinute: settings.CALLS_PER_MINUTE,
    openCallLimits: { inAll: settings.OPEN_CALLS_PER_CUSTOMER, onOneDay: settings.OPEN_CALLS_PER_DAY },
    loginLimits: {
      codesPerAddress: settings.LOGIN_CODES_PER_ADDRESS,
      codesPerPhone: settings.LOGIN_CODES_PER_PHONE,
      codesInAll: settings.LOGIN_CODES_IN_ALL,
      codesForKnownClients: settings.LOGIN_CODES_FOR_KNOWN_CLIENTS,
      guessesPerAddress: settings.LOGIN_GUESSES_PER_ADDRESS,
    },
    kept: {
      attemptsMs: settings.ATTEMPTS_KEPT_DAYS,
      loginsMs: settings.LOGINS_KEPT_MINUTES,
      personalDataMs: settings.PERSONAL_DATA_KEPT_DAYS,
    },
  };
}

/** @throws ConfigError */
export const readMigrateConfig = (env: NodeJS.ProcessEnv) => migrateConfig('call', ...DATABASE, env);
