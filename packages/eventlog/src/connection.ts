import { duplicateRedis, type RedisClient } from '@movecall/redis';
import type { Logger } from 'pino';

/** A read that blocks must be answered within this, ms, even if only by "nothing". */
const BLOCK_MS = 2_000;

export const BLOCK = ['BLOCK', BLOCK_MS] as const;

/**
 * A connection of the event log's own, to the same Redis. A fault rejects what was under way, and the loops of the event
 * log begin anew from what they know: nothing is sent again behind their back. A socket that swallows a command is given up
 * (`socketTimeout` runs only while an answer is due); without it a blocking read would wait for ever.
 */
export function connect(
  redis: RedisClient,
  part: string,
  logger: Logger,
  options: { readonly blocks: boolean },
): RedisClient {
  const connection = duplicateRedis(redis, {
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    socketTimeout: options.blocks ? 2 * BLOCK_MS : BLOCK_MS,
    // Consecutive acknowledgements share a round trip.
    enableAutoPipelining: !options.blocks,
    retryStrategy: (times: number) => Math.min(50 * times, 250),
    // A primary that was demoted keeps its connections; only a new one finds its successor.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  });
  connection.on('error', (error) => logger.debug({ err: error }, `${part}: Redis connection`));
  return connection;
}
