import { startTail, type Tail } from '@movecall/eventlog';
import { beginTail, parsed, type TailedStream } from './begin-tail.ts';
import { createHistory, type History } from './history.ts';
import { type StatusChange, toStatusChange } from './status-event.ts';

/** Of call's stream. */
export interface ReaderOptions extends TailedStream {
  /** How many changes are kept for clients that reconnect. */
  readonly historySize: number;
  readonly onChange: (change: StatusChange) => void;
  readonly onSessionsEnded: (sessionIds: readonly string[]) => void;
  /** Is called before `onChange` when something before that change was lost on the stream. */
  readonly onGap: () => void;
}

export interface Reader {
  /** The position of the last event that was read; null until Redis was reached for the first time. */
  position(): number | null;
  readonly history: Pick<History, 'since'>;
  /** Resolves when there is a position, or when the reader is closed. */
  readonly begun: Promise<void>;
  close(): Promise<void>;
}

/** The history is filled from at most this many events for each change: about every second event is a change of status. */
const EVENTS_PER_CHANGE = 4;

/**
 * Starts the one reader of a router process. It reads call's stream from the end, as soon as Redis is reached. It also fills
 * the history with the newest past changes, so that clients of another router can reconnect to this one without a reset.
 */
export function startReader(options: ReaderOptions): Reader {
  const history = createHistory(options.historySize);
  const reading = beginTail(options, () => startAtEnd(options, history));
  return {
    position() {
      const tail = reading.tail();
      return tail ? Number(tail.position()) : null;
    },
    history,
    begun: reading.begun,
    close: reading.close,
  };
}

/** Starts reading at the end of the stream, and fills the history with the past. Rejects when Redis is unreachable. */
async function startAtEnd(options: ReaderOptions, history: History): Promise<Tail> {
  const { redis, stream, historySize, logger, liveness } = options;
  const past: StatusChange[] = [];
  let [oldest, events] = [Infinity, 0];
  const tail = await startTail({
    redis,
    stream,
    from: '$',
    logger,
    liveness,
    onPast(position, envelope) {
      oldest = Number(position);
      events += 1;
      const event = parsed(oldest, envelope, logger);
      const change = event && toStatusChange(oldest, event);
      if (change) past.push(change);
      return past.length < historySize && events < historySize * EVENTS_PER_CHANGE;
    },
    onEvent(position, envelope, afterGap) {
      if (afterGap) {
        history.forgetUpTo(Number(position) - 1);
        options.onGap();
      }
      const event = parsed(Number(position), envelope, logger);
      if (event?.type === 'SessionsEnded') options.onSessionsEnded(event.data.sessionIds);
      const change = event && toStatusChange(Number(position), event);
      if (!change) return;
      history.add(change);
      options.onChange(change);
    },
  });
  // No event has been read yet: the tail still awaits the first response of Redis.
  history.begin(Math.min(oldest - 1, Number(tail.position())), past.toReversed());
  return tail;
}
