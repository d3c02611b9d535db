import { connectRateLimitRedis, type RedisClient } from '@movecall/redis';
import type { Logger } from '@movecall/telemetry/logger';
import type { Tel } from '@movecall/values/tel';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { CallConfig } from './config.ts';
import { createKeyedHash, type KeyedHash } from './keyed-hash.ts';

/** A limit on how often something may be done for one phone in a minute. */
export interface RateLimit {
  /** Counts one use. @returns null when it is allowed, otherwise the seconds until the next one is. */
  take(tel: Tel): Promise<number | null>;
}

export interface RateLimits {
  readonly calls: RateLimit;
  readonly loginCodes: RateLimit;
  close(): void;
}

/** The service's rate limits. They have a Redis client of their own, which fails at once while Redis is unavailable. */
export function openRateLimits(config: CallConfig, logger: Logger): RateLimits {
  const redis = connectRateLimitRedis(config, (error) =>
    logger.debug({ err: error }, 'Redis is unavailable: this replica counts rate limits by itself'),
  );
  const hash = createKeyedHash(config.loginPrivateKey, 'limits');
  const limit = (name: string, perMinute: number): RateLimit =>
    createRateLimit({ redis, keyPrefix: `${config.streamPrefix}:limit:${name}`, perMinute, hash });
  return {
    calls: limit('calls', config.callsPerMinute),
    loginCodes: limit('login-codes', config.loginCodesPerMinute),
    close: () => redis.disconnect(),
  };
}

interface RateLimitOptions {
  readonly redis: RedisClient;
  readonly keyPrefix: string;
  readonly perMinute: number;
  /** Hashes phones: no key in Redis contains one. */
  readonly hash: KeyedHash;
}

const WINDOW_SECONDS = 60;

/** All replicas count in Redis. While Redis is unavailable, each replica counts by itself. */
function createRateLimit({ redis, keyPrefix, perMinute, hash }: RateLimitOptions): RateLimit {
  const bounds = { points: perMinute, duration: WINDOW_SECONDS };
  const limiter = new RateLimiterRedis({
    ...bounds,
    storeClient: redis,
    keyPrefix,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(bounds),
  });
  return {
    async take(tel) {
      try {
        await limiter.consume(hash(tel));
        return null;
      } catch (rejected) {
        if (!(rejected instanceof RateLimiterRes)) throw rejected;
        return Math.max(Math.ceil(rejected.msBeforeNext / 1000), 1);
      }
    },
  };
}
