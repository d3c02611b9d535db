import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { KeyedHash } from './keyed-hash.ts';
import type { LimitWindow } from './limit-windows.ts';
import type { RedisClient } from './redis.ts';

/** A limit on how often something may be done for one key: a phone, an address. */
export interface RateLimit {
  /** Counts one use. @returns null when it is allowed, otherwise the seconds until the next one is. */
  take(key: string): Promise<number | null>;
  /** Takes a counted use back. */
  giveBack(key: string): Promise<void>;
}

export interface RateLimitOptions {
  readonly redis: RedisClient;
  readonly keyPrefix: string;
  /** The shortest first. */
  readonly windows: readonly LimitWindow[];
  /** Whether the pause after a window doubles each time that the window is used up within a day. */
  readonly growingPauses?: boolean;
  /** Called for each use that is refused. */
  readonly onRefused: () => void;
  /** Hashes keys: Redis contains neither phones nor addresses. */
  readonly hash: KeyedHash;
}

/** All replicas count in Redis. While Redis is unavailable, each replica counts by itself. */
export function createRateLimit({ windows, hash, onRefused, ...options }: RateLimitOptions): RateLimit {
  const counters = windows.map((window) => createCounter(window, options));
  return {
    async take(key) {
      const name = hash(key);
      // What a shorter window refuses does not count in a longer one: refused uses must not use up the day.
      for (const counter of counters) {
        const seconds = await counter.take(name);
        if (seconds === null) continue;
        onRefused();
        return seconds;
      }
      return null;
    },
    async giveBack(key) {
      const name = hash(key);
      await Promise.all(counters.map((counter) => counter.giveBack(name)));
    },
  };
}

/** The longest pause that grows. Longer windows end as they are. */
const MAX_PAUSE_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

/** Counts uses in one window. */
function createCounter(
  window: LimitWindow,
  {
    redis,
    keyPrefix,
    growingPauses = false,
  }: Pick<RateLimitOptions, 'redis' | 'keyPrefix' | 'growingPauses'>,
): RateLimit {
  const { points, seconds } = window;
  const limiter = createLimiter(redis, `${keyPrefix}:window:${seconds}`, window);
  const grows = growingPauses && seconds < MAX_PAUSE_SECONDS;
  const usedUp = createLimiter(redis, `${keyPrefix}:used-up:${seconds}`, { points: 1, seconds: DAY_SECONDS });

  /** Begins the pause after the window was used up. @returns its length in seconds */
  async function pause(name: string): Promise<number> {
    const { consumedPoints: times } = await usedUp.penalty(name);
    const length = Math.min(seconds * 2 ** (times - 1), MAX_PAUSE_SECONDS);
    await limiter.block(name, length);
    return length;
  }

  return {
    async take(name) {
      try {
        await limiter.consume(name);
        return null;
      } catch (rejected) {
        if (!(rejected instanceof RateLimiterRes)) throw rejected;
        // Exactly one use is the first one too many; those after it do not prolong the pause.
        if (grows && rejected.consumedPoints === points + 1) return await pause(name);
        return Math.max(Math.ceil(rejected.msBeforeNext / 1000), 1);
      }
    },
    giveBack: async (name) => void (await limiter.reward(name)),
  };
}

function createLimiter(
  redis: RedisClient,
  keyPrefix: string,
  { points, seconds }: LimitWindow,
): RateLimiterRedis {
  const bounds = { points, duration: seconds, keyPrefix };
  return new RateLimiterRedis({
    ...bounds,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(bounds),
  });
}
