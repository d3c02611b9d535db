import { startTail, type Tail } from '@movecall/eventlog';
import { parseEvent } from '@movecall/schema/events';
import type { Logger } from '@movecall/service/logger';
import type { Redis } from 'ioredis';
import { setTimeout as pause } from 'node:timers/promises';
import { type StatusChange, toStatusChange } from './status-event.ts';

export interface ReaderOptions {
  readonly redis: Redis;
  /** Call's. */
  readonly stream: string;
  readonly logger: Logger;
  readonly onChange: (change: StatusChange) => void;
}

export interface Reader {
  /** Of the last event that was read; null until Redis was reached for the first time. */
  position(): string | null;
  /** Resolves once there is a position. */
  readonly begun: Promise<void>;
  close(): Promise<void>;
}

const RETRY_MS = 500;

/** The one reader of a router process: begins at the stream's end, as soon as there is a Redis. */
export function startReader({ redis, stream, logger, onChange }: ReaderOptions): Reader {
  const closing = new AbortController();
  let tail: Tail | null = null;

  async function begin(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        tail = await startTail({ redis, stream, from: '$', logger, onEvent: read });
        return;
      } catch (error) {
        logger.warn({ err: error, stream }, 'live events: Redis is not there yet; will try again');
        await pause(RETRY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  function read(position: string, envelope: Parameters<typeof parseEvent>[0]): void {
    try {
      const event = parseEvent(envelope);
      const change = event && toStatusChange(position, event);
      if (change) onChange(change);
    } catch (error) {
      // Thrown on, it would keep the tail from the events behind it.
      logger.error({ err: error, position }, 'live events: not a published event; passed over');
    }
  }

  const begun = begin();
  return {
    position: () => tail?.position() ?? null,
    begun,
    async close() {
      closing.abort();
      await begun;
      await tail?.close();
    },
  };
}
