import type { Tel } from '@movecall/values/tel';
import type { RedisClient } from '@movecall/redis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { KeyedHash } from './keys.ts';

/** So many of something per phone and minute. */
export interface Limit {
  /** Counts one. @returns null, or the seconds to wait when it was one too many. */
  take(tel: Tel): Promise<number | null>;
}

export interface LimitOptions {
  readonly redis: RedisClient;
  /** What is counted; also the prefix of its keys. */
  readonly name: string;
  readonly perMinute: number;
  /** Keys hold no phone. */
  readonly hash: KeyedHash;
}

const WINDOW_SECONDS = 60;

/** Counted in Redis for all replicas; while Redis is away each replica counts for itself. */
export function createLimit({ redis, name, perMinute, hash }: LimitOptions): Limit {
  const bounds = { points: perMinute, duration: WINDOW_SECONDS };
  const limiter = new RateLimiterRedis({
    ...bounds,
    storeClient: redis,
    keyPrefix: name,
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
