import type { Tail } from '@movecall/eventlog';
import type { RedisClient } from '@movecall/redis';
import type { PublishedEvent } from '@movecall/schema/events';
import { parseEvent } from '@movecall/schema/parse-event';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { setTimeout as pause } from 'node:timers/promises';

/** A stream, and what is needed to read it. */
export interface TailedStream {
  readonly redis: RedisClient;
  /** The stream's name. */
  readonly stream: string;
  readonly logger: Logger;
  readonly liveness: Liveness;
}

export interface BegunTail {
  /** Null until Redis was reached for the first time. */
  tail(): Tail | null;
  /** Resolves when there is a tail, or when it is closed. */
  readonly begun: Promise<void>;
  readonly close: () => Promise<void>;
}

const RETRY_MS = 500;

/** Starts a tail, and tries again until Redis is reached. */
export function beginTail(
  { stream, logger }: Pick<TailedStream, 'stream' | 'logger'>,
  start: () => Promise<Tail>,
): BegunTail {
  const closing = new AbortController();
  let tail: Tail | null = null;

  async function begin(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        tail = await start();
        return;
      } catch (error) {
        logger.warn({ err: error, stream }, 'live events: Redis is not reachable yet; trying again');
        await pause(RETRY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  const begun = begin();
  return {
    tail: () => tail,
    begun,
    async close() {
      closing.abort();
      await begun;
      await tail?.close();
    },
  };
}

/** @returns null for an event of an unknown type, and for an event that cannot be parsed */
export function parsed(
  position: number,
  envelope: Parameters<typeof parseEvent>[0],
  logger: Logger,
): PublishedEvent | null {
  try {
    return parseEvent(envelope);
  } catch (error) {
    // A thrown error would keep the tail from the events behind this one.
    logger.error({ err: error, position }, 'live events: skipped an entry that is not a published event');
    return null;
  }
}
