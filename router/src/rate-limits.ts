import { HeaderMap } from '@apollo/server';
import type { Viewer } from '@movecall/schema/identity';
import type { Redis } from 'ioredis';
import { GraphQLError } from 'graphql';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

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
  /** Shared by all routers. While it cannot be reached each router counts for itself. Commands on it must fail fast. */
  readonly redis: Redis;
  readonly keyPrefix: string;
  /** Requests per second. */
  readonly perIdentity: number;
  readonly perAddress: number;
}

export function createRateLimits({
  redis,
  keyPrefix,
  perIdentity,
  perAddress,
}: RateLimitOptions): RateLimits {
  const limiter = (name: string, points: number): RateLimiterRedis =>
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `${keyPrefix}:${name}`,
      points,
      duration: 1,
      // Who is over the limit does not cost a round trip any more.
      inMemoryBlockOnConsumed: points + 1,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix: name, points, duration: 1 }),
    });
  const addresses = limiter('address', perAddress);
  const identities = limiter('identity', perIdentity);
  return {
    async count(address, viewer) {
      await Promise.all([consume(addresses, address), viewer ? consume(identities, viewer.id) : undefined]);
    },
  };
}

async function consume(limiter: RateLimiterRedis, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new RateLimitedError(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
  }
}

/** The address as one spelling: an IPv4 client of a dual-stack socket shows as `::ffff:192.0.2.1`. */
export const normalizeAddress = (address: string | undefined): string =>
  (address ?? '').replace(/^::ffff:/i, '');
