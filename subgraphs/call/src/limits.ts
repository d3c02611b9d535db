import { connectRateLimitRedis } from '@movecall/redis';
import type { Logger } from '@movecall/telemetry/logger';
import type { CallConfig } from './config.ts';
import { createKeyedHash } from './keyed-hash.ts';
import type { LimitWindow } from './limit-windows.ts';
import { createLoginLimits, type LoginLimits } from './login-limits.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';

export interface Limits {
  /** Per phone. */
  readonly calls: RateLimit;
  readonly login: LoginLimits;
  close(): void;
}

/** The service's rate limits. They have a Redis client of their own, which fails at once while Redis is unavailable. */
export function openLimits(config: CallConfig, logger: Logger): Limits {
  const redis = connectRateLimitRedis(config, (error) =>
    logger.debug({ err: error }, 'Redis is unavailable: this replica counts rate limits by itself'),
  );
  const hash = createKeyedHash(config.loginPrivateKey, 'limits');
  const limit = (name: string, windows: readonly LimitWindow[], growingPauses = false): RateLimit =>
    createRateLimit({
      redis,
      keyPrefix: `${config.streamPrefix}:limit:${name}`,
      windows,
      growingPauses,
      hash,
    });
  const { loginLimits } = config;
  return {
    calls: limit('calls', [{ points: config.callsPerMinute, seconds: 60 }]),
    login: createLoginLimits({
      codesPerAddress: limit('login-codes-of-address', loginLimits.codesPerAddress),
      codesPerPhone: limit('login-codes-of-phone', loginLimits.codesPerPhone, true),
      codesInAll: limit('login-codes-in-all', loginLimits.codesInAll),
      codesForKnownClients: limit('login-codes-of-known', loginLimits.codesForKnownClients),
      guessesPerAddress: limit('login-guesses-of-address', loginLimits.guessesPerAddress),
    }),
    close: () => redis.disconnect(),
  };
}
