import { connectRateLimitRedis } from '@movecall/redis';
import { createKeyedHash } from '@movecall/redis/keyed-hash';
import { createRateLimit, type RateLimit } from '@movecall/redis/rate-limit';
import type { Logger } from '@movecall/telemetry/logger';
import type { ManageConfig } from '../config.ts';

export interface QuoteLimit extends RateLimit {
  close(): void;
}

/**
 * The limit on quotes for each address. It has a Redis client of its own, which fails at once while Redis is unavailable.
 *
 * @param onRefused called for each quote that is refused
 */
export function openQuoteLimit(config: ManageConfig, logger: Logger, onRefused: () => void): QuoteLimit {
  const redis = connectRateLimitRedis(
    config,
    (error) => logger.debug({ err: error }, 'Redis is unavailable: this replica counts quotes by itself'),
    config.limitsTimeoutMs,
  );
  const limit = createRateLimit({
    redis,
    keyPrefix: `${config.streamPrefix}:limit:quotes`,
    windows: config.quotesPerAddress,
    onRefused,
    hash: createKeyedHash(config.identityKey, 'movecall/manage/limits'),
  });
  return { ...limit, close: () => redis.disconnect() };
}
