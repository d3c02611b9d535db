import type { Redis } from 'ioredis';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { BLOCK, connect } from './connection.ts';
import type { EventEnvelope } from './event.ts';
import { readEnvelope, type StreamEntry, toEntries, toStreamEntries } from './stream.ts';

export interface TailOptions {
  readonly redis: Redis;
  readonly stream: string;
  /** `$`: only what comes from now on; else after this position. */
  readonly from: string;
  readonly logger: Logger;
  readonly onEvent: (position: string, event: EventEnvelope) => void;
}

export interface Tail {
  /** Of the last event that was handed on, or the one begun after: the number that its relay gave it. */
  position(): string;
  close(): Promise<void>;
}

const BATCH = 500;
const RETRY_MS = 250;

/**
 * Reads a stream as a bystander: every event once and in order, no group, nothing acknowledged. It knows events by the
 * numbers that the relay gave them, so copies, and what an emptied Redis is filled with again, do not come twice.
 *
 * Rejects when it is to begin at `$` and Redis cannot be asked where that is.
 */
export async function startTail(options: TailOptions): Promise<Tail> {
  const { stream, logger } = options;
  const redis = connect(options.redis, 'tail', logger, { blocks: true });
  let closed = false;
  const begin = options.from === '$' ? await lastEntry().catch(giveUp) : undefined;
  let number = begin?.number ?? (Number(options.from) || 0);
  /** Where to read on. From a position of old it is the beginning: what is passed over is cheap. */
  let after = begin?.entryId ?? '0-0';

  function giveUp(error: unknown): never {
    redis.disconnect();
    throw error;
  }

  async function lastEntry(): Promise<StreamEntry | undefined> {
    return toEntries(stream, await redis.xrevrange(stream, '+', '-', 'COUNT', 1))[0];
  }

  async function run(): Promise<void> {
    while (!closed) {
      try {
        const answer = await redis.xread('COUNT', BATCH, ...BLOCK, 'STREAMS', stream, after);
        for (const entry of toStreamEntries(answer)) {
          after = entry.entryId;
          if (entry.number <= number) continue;
          number = entry.number;
          options.onEvent(number.toString(), readEnvelope(entry));
        }
      } catch (error) {
        if (closed) return;
        logger.warn({ err: error, stream }, 'tail: reading failed; will try again');
        await pause(RETRY_MS);
      }
    }
  }

  const running = run();
  return {
    position: () => number.toString(),
    async close() {
      closed = true;
      redis.disconnect();
      await running;
    },
  };
}
