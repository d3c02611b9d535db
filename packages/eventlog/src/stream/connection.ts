import { duplicateRedis, type RedisClient } from '@movecall/redis';
import type { Logger } from 'pino';

/** The longest that Redis holds a blocking read, ms. It then answers that there is nothing to read. */
const BLOCK_MS = 4_000;
/** How long an answer that is due may take, ms. */
const ANSWER_MS = 2_000;

export const BLOCK = ['BLOCK', BLOCK_MS] as const;

/**
 * Opens a connection of the event log to the same Redis. When the connection is lost, its commands are rejected and none is
 * sent again: the loops of the event log start over from what they know. A socket that answers a command too late is destroyed
 * (`socketTimeout` runs only while an answer is due). Without that a blocking read would wait forever.
 *
 * @param part the name in log lines: `relay`, `consumer`, `retention` or `tail`
 * @param options.blocks whether blocking reads are sent on this connection
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
    socketTimeout: options.blocks ? BLOCK_MS + ANSWER_MS : ANSWER_MS,
    // Acknowledgements that follow each other share a round trip.
    enableAutoPipelining: !options.blocks,
    retryStrategy: (times: number) => Math.min(50 * times, 250),
  });
  connection.on('error', (error) => logger.debug({ err: error }, `${part}: Redis connection failed`));
  return connection;
}
