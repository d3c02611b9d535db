import { connectRateLimitRedis } from '@movecall/redis';
import type { Logger } from '@movecall/telemetry/logger';
import type { CallConfig } from './config.ts';
import { createKeyedHash } from './keyed-hash.ts';
import type { LimitWindow } from '@movecall/redis/limit-windows';
import { createLoginLimits, type LoginLimits } from './login-limits.ts';
import { createRateLimit, type RateLimit } from '@movecall/redis/rate-limit';

export interface Limits {
  /** Per phone. */
  readonly calls: RateLimit;
  readonly login: LoginLimits;
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
  const { loginLimits, callsPerMinute } = config;
  return {
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
