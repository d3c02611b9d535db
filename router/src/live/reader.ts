import { startTail, type Tail } from '@movecall/eventlog';
import { parseEvent } from '@movecall/schema/events';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import type { RedisClient } from '@movecall/redis';
import { setTimeout as pause } from 'node:timers/promises';
import { createHistory, type History } from './history.ts';
import { type StatusChange, toStatusChange } from './status-event.ts';

export interface ReaderOptions {
  readonly redis: RedisClient;
  /** Call's. */
  readonly stream: string;
  /** How many changes are kept for those who come back. */
  readonly historySize: number;
  readonly logger: Logger;
  readonly liveness: Liveness;
  readonly onChange: (change: StatusChange) => void;
  /** Something before the next change was lost on the stream. */
  readonly onGap: () => void;
}

export interface Reader {
  /** Of the last event that was read; null until Redis was reached for the first time. */
  position(): number | null;
  readonly history: Pick<History, 'since'>;
  /** Resolves once there is a position. */
  readonly begun: Promise<void>;
  close(): Promise<void>;
}

const RETRY_MS = 500;
/** Of all events on the stream, changes of a call's status are about one in two. */
const EVENTS_PER_CHANGE = 4;

/**
 * The one reader of a router process: begins at the stream's end, as soon as there is a Redis. It reads the newest past too,
 * so that a router that was just started can go on with the feeds that another one had.
 */
export function startReader(options: ReaderOptions): Reader {
  const { redis, stream, historySize, logger, liveness } = options;
  const closing = new AbortController();
  const history = createHistory(historySize);
  let tail: Tail | null = null;

  async function begin(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        tail = await startAtEnd();
        return;
      } catch (error) {
        logger.warn({ err: error, stream }, 'live events: Redis is not there yet; will try again');
        await pause(RETRY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  async function startAtEnd(): Promise<Tail> {
    const past: StatusChange[] = [];
    let [oldest, events] = [Infinity, 0];
    const started = await startTail({
      redis,
      stream,
      from: '$',
      logger,
      liveness,
      onPast(position, envelope) {
        oldest = Number(position);
        events += 1;
        const change = changeOf(oldest, envelope);
        if (change) past.push(change);
        return past.length < historySize && events < historySize * EVENTS_PER_CHANGE;
      },
      onEvent: read,
    });
    // Nothing was read yet: reading awaits its answer.
    history.begin(Math.min(oldest - 1, Number(started.position())), past.toReversed());
    return started;
  }

  function read(position: string, envelope: Parameters<typeof parseEvent>[0], afterGap: boolean): void {
    if (afterGap) {
      history.forgetUpTo(Number(position) - 1);
      options.onGap();
    }
    const change = changeOf(Number(position), envelope);
    if (!change) return;
    history.add(change);
    options.onChange(change);
  }

  function changeOf(position: number, envelope: Parameters<typeof parseEvent>[0]): StatusChange | null {
    try {
      const event = parseEvent(envelope);
      return event && toStatusChange(position, event);
    } catch (error) {
      // Thrown on, it would keep the tail from the events behind it.
      logger.error({ err: error, position }, 'live events: not a published event; passed over');
      return null;
    }
  }

  const begun = begin();
  return {
    position: () => (tail ? Number(tail.position()) : null),
    history,
    begun,
    async close() {
      closing.abort();
      await begun;
      await tail?.close();
    },
  };
}
