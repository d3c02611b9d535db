import { connectRateLimitRedis } from '@movecall/redis';
import { createKeyedHash } from '@movecall/redis/keyed-hash';
import type { LimitWindow } from '@movecall/redis/limit-windows';
import { createRateLimit, type RateLimit } from '@movecall/redis/rate-limit';
import type { Logger } from '@movecall/telemetry/logger';
import type { ManageConfig } from '../config.ts';

export interface QuoteLimits {
  /** Quotes that one address asks for. */
  readonly perAddress: RateLimit;
  /** Messages with a quote to one phone. */
  readonly perPhone: RateLimit;
  /** Messages with a quote that one operator sends. */
  readonly perOperator: RateLimit;
  close(): void;
}

/**
 * The limits on quotes. They have a Redis client of their own, which fails at once while Redis is unavailable.
 *
 * @param onRefused called for each use that is refused
 */
export function openQuoteLimits(
  config: ManageConfig,
  logger: Logger,
  onRefused: (limit: 'quotes' | 'messages') => void,
): QuoteLimits {
  const redis = connectRateLimitRedis(
    config,
    (error) => logger.debug({ err: error }, 'Redis is unavailable: this replica counts quotes by itself'),
    config.limitsTimeoutMs,
  );
  const hash = createKeyedHash(config.identityKey, 'movecall/manage/limits');
  const limit = (name: string, windows: readonly LimitWindow[], of: 'quotes' | 'messages'): RateLimit =>
    createRateLimit({
      redis,
      keyPrefix: `${config.streamPrefix}:limit:${name}`,
      windows,
      onRefused: () => onRefused(of),
      hash,
    });
  return {
    perAddress: limit('quotes', config.quotesPerAddress, 'quotes'),
    perPhone: limit('quote-messages-phone', config.quoteMessagesPerPhone, 'messages'),
    perOperator: limit('quote-messages-operator', config.quoteMessagesPerOperator, 'messages'),
    close: () => redis.disconnect(),
  };
}
