import { HeaderMap } from '@apollo/server';
import type { Viewer } from '@movecall/identity';
import type { RedisClient } from '@movecall/redis';
import { GraphQLError } from 'graphql';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { createLeasedLimiter, type LeasedLimiter } from './leased-limiter.ts';

/** HTTP 429 with Retry-After. */
export class RateLimitedError extends GraphQLError {
  constructor(retryAfterSeconds: number, what = 'Too many requests') {
    super(`${what}; try again in ${retryAfterSeconds} s.`, {
      extensions: {
        code: 'RATE_LIMITED',
        http: { status: 429, headers: new HeaderMap([['retry-after', String(retryAfterSeconds)]]) },
      },
    });
  }
}

export interface RateLimits {
  /**
   * Counts one request.
   *
   * @param viewer null for a request without a valid token: it counts against the address only
   * @throws RateLimitedError
   */
  count(address: string, viewer: Viewer | null): Promise<void>;
}

export interface RateLimitOptions {
  /**
   * Where all routers count together. Null: this router counts alone, as it does while Redis is unreachable. Commands on this
   * client must fail fast.
   */
  readonly redis: RedisClient | null;
  readonly keyPrefix: string;
  /** Requests per second; null: no limit. */
  readonly perIdentity: number | null;
  readonly perAddress: number | null;
}

export function createRateLimits(options: RateLimitOptions): RateLimits {
  const addresses = createLimiter('address', options.perAddress, options);
  const identities = createLimiter('identity', options.perIdentity, options);
  return {
    async count(address, viewer) {
      const ofAddress = addresses?.take(address) ?? 0;
      const ofIdentity = (viewer && identities?.take(viewer.id)) ?? 0;
      const inMemory = typeof ofAddress === 'number' && typeof ofIdentity === 'number';
      const waits = inMemory ? [ofAddress, ofIdentity] : await Promise.all([ofAddress, ofIdentity]);
      const wait = Math.max(...waits);
      if (wait > 0) throw new RateLimitedError(Math.ceil(wait / 1000));
    },
  };
}

/** @returns null when there is no limit */
function createLimiter(
  name: string,
  points: number | null,
  { redis, keyPrefix }: RateLimitOptions,
): LeasedLimiter | null {
  if (points === null) return null;
  const inMemory = new RateLimiterMemory({ keyPrefix: name, points, duration: 1 });
  if (!redis) return createLeasedLimiter(inMemory, points);
  const shared = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `${keyPrefix}:${name}`,
    points,
    duration: 1,
    rejectIfRedisNotReady: true,
    insuranceLimiter: inMemory,
  });
  return createLeasedLimiter(shared, points);
}
