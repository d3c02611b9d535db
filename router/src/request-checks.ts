import { createLoginTokenVerifier } from '@movecall/identity/login-token';
import { connectRateLimitRedis, type RedisClient } from '@movecall/redis';
import type { Scrape } from '@movecall/telemetry/metrics';
import { type Admit, createAdmission } from './admission.ts';
import { type Authenticate, createAuthenticate } from './authentication.ts';
import { type ClientAddress, createClientAddress } from './client-address.ts';
import type { RouterConfig } from './config.ts';
import { createRateLimits, type RateLimits } from './rate-limits.ts';
import { readSafelist, type Safelist } from './safelist.ts';
import type { EndedSessions } from './sessions/ended-sessions.ts';

/** The checks that every request passes, over HTTP and over WebSocket. */
export interface RequestChecks {
  readonly clientAddress: ClientAddress;
  readonly authenticate: Authenticate;
  /** By which tokens expire. */
  readonly now: () => Date;
  readonly endedSessions: EndedSessions;
  readonly rateLimits: RateLimits;
  readonly admit: Admit;
  /** Null: clients may execute any operation. */
  readonly safelist: Safelist | null;
  close(): void;
}

/**
 * @param scrape receives the gauge that reports whether Redis is up, if the router has a Redis
 * @throws Error when the safelist or a login key cannot be read
 */
export async function createRequestChecks(
  config: RouterConfig,
  endedSessions: EndedSessions,
  scrape: Scrape,
): Promise<RequestChecks> {
  const { loginPublicKeys } = config;
  const { now } = config.clock;
  const redis = connectToRedis(config);
  if (redis) exposeRedis(scrape, redis);
  const verifier = loginPublicKeys && (await createLoginTokenVerifier(loginPublicKeys, now));
  const safelist = config.safelist === null ? null : await readSafelist(config.safelist);
  return {
    clientAddress: createClientAddress(config.trustedProxies),
    authenticate: createAuthenticate(verifier, endedSessions, now),
    now,
    endedSessions,
    rateLimits: createRateLimits({ redis, keyPrefix: `${config.streamPrefix}:rate`, ...config.rates }),
    admit: createAdmission(safelist),
    safelist,
    close: () => redis?.disconnect(),
  };
}

/** @returns null when the router counts alone */
const connectToRedis = ({ redisUrl, redisCluster, logger }: RouterConfig): RedisClient | null =>
  redisUrl === null
    ? null
    : connectRateLimitRedis({ redisUrl, redisCluster }, (error) =>
        logger.debug({ err: error }, 'rate limits: Redis connection'),
      );

const exposeRedis = (scrape: Scrape, redis: RedisClient): void =>
  scrape.add({
    dependency: 'redis',
    gauges: {},
    async read() {
      await redis.ping();
      return {};
    },
  });
