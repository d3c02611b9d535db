import { HeaderMap } from '@apollo/server';
import type { Viewer } from '@movecall/identity';
import type { RedisClient } from '@movecall/redis';
import { GraphQLError } from 'graphql';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { createPointLeases, type PointLeases } from './point-leases.ts';

export class RateLimitedError extends GraphQLError {
  constructor(retryAfterSeconds: number) {
    super(`Too many requests; try again in ${retryAfterSeconds} s.`, {
      extensions: {
        code: 'RATE_LIMITED',
        http: { status: 429, headers: new HeaderMap([['retry-after', String(retryAfterSeconds)]]) },
      },
    });
  }
}

export interface RateLimits {
  /** Counts a request. @throws RateLimitedError (HTTP 429 with Retry-After) */
  count(address: string, viewer: Viewer | null): Promise<void>;
}

export interface RateLimitOptions {
  /**
   * Shared by all routers; null when this one counts for itself, as it does while Redis cannot be reached. Commands on it
   * must fail fast.
   */
  readonly redis: RedisClient | null;
  readonly keyPrefix: string;
  /** Requests per second; null: as many as they like. */
  readonly perIdentity: number | null;
  readonly perAddress: number | null;
}

export function createRateLimits({
  redis,
  keyPrefix,
  perIdentity,
  perAddress,
}: RateLimitOptions): RateLimits {
  const limiter = (name: string, points: number | null): PointLeases | null => {
    if (points === null) return null;
    const alone = new RateLimiterMemory({ keyPrefix: name, points, duration: 1 });
    const limit = redis
      ? new RateLimiterRedis({
          storeClient: redis,
          keyPrefix: `${keyPrefix}:${name}`,
          points,
          duration: 1,
          rejectIfRedisNotReady: true,
          insuranceLimiter: alone,
        })
      : alone;
    return createPointLeases(limit, points);
  };
  const addresses = limiter('address', perAddress);
  const identities = limiter('identity', perIdentity);
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
