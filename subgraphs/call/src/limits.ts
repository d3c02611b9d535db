import { connectRateLimitRedis } from '@movecall/redis';
import type { Logger } from '@movecall/telemetry/logger';
import type { CallConfig } from './config.ts';
import { createKeyedHash } from './sign-in/keyed-hash.ts';
import type { LimitWindow } from '@movecall/redis/limit-windows';
import { createLoginLimits, type LoginLimits } from './sign-in/login-limits.ts';
import { createRateLimit, type RateLimit } from '@movecall/redis/rate-limit';

export interface Limits {
  /** Per phone. */
  readonly calls: RateLimit;
  readonly login: LoginLimits;
  /** Counts a question to the address provider, for a client's address. @returns null when it may be asked */
  readonly takeAddressQuestion: (client: string) => Promise<number | null>;
  close(): void;
}

/** The limits of signing in, as metrics name them. */
export const loginLimitNames = [
  'codes_per_address',
  'codes_per_phone',
  'codes_in_all',
  'codes_for_known_clients',
  'guesses_per_address',
] as const;
export type LoginLimitName = (typeof loginLimitNames)[number];

/** Receives each use that a limit refuses. */
export interface Refusals {
  readonly callRefused: () => void;
  readonly loginRefused: (limit: LoginLimitName) => void;
}

/** The service's rate limits. They have a Redis client of their own, which fails at once while Redis is unavailable. */
export function openLimits(config: CallConfig, logger: Logger, refusals: Refusals): Limits {
  const redis = connectRateLimitRedis(
    config,
    (error) =>
      logger.debug({ err: error }, 'Redis is unavailable: this replica counts rate limits by itself'),
    config.limitsTimeoutMs,
  );
  const hash = createKeyedHash(config.loginPrivateKey, 'limits');
  const keyPrefix = (name: string): string => `${config.streamPrefix}:limit:${name}`;
  const login = (name: LoginLimitName, windows: readonly LimitWindow[], growingPauses = false): RateLimit =>
    createRateLimit({
      redis,
      keyPrefix: keyPrefix(`login-${name}`),
      windows,
      growingPauses,
      onRefused: () => refusals.loginRefused(name),
      hash,
    });
  const questions = (name: string, windows: readonly LimitWindow[]): RateLimit =>
    createRateLimit({ redis, keyPrefix: keyPrefix(name), windows, onRefused: () => undefined, hash });
  const { loginLimits, callsPerMinute, addressQuestions } = config;
  const perClient = questions('address-questions-per-client', addressQuestions.perClient);
  const inAll = questions('address-questions-in-all', addressQuestions.inAll);
  return {
    takeAddressQuestion: async (client) => (await perClient.take(client)) ?? (await inAll.take('all')),
    calls: createRateLimit({
      redis,
      keyPrefix: keyPrefix('calls'),
      windows: [{ points: callsPerMinute, seconds: 60 }],
      onRefused: refusals.callRefused,
      hash,
    }),
    login: createLoginLimits({
      codesPerAddress: login('codes_per_address', loginLimits.codesPerAddress),
      codesPerPhone: login('codes_per_phone', loginLimits.codesPerPhone, true),
      codesInAll: login('codes_in_all', loginLimits.codesInAll),
      codesForKnownClients: login('codes_for_known_clients', loginLimits.codesForKnownClients),
      guessesPerAddress: login('guesses_per_address', loginLimits.guessesPerAddress),
    }),
    close: () => redis.disconnect(),
  };
}
