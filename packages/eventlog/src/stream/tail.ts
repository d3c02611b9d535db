import { type Liveness, unwatched } from '@movecall/telemetry/liveness';
import { connectNow, type RedisClient } from '@movecall/redis';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { EventEnvelope } from '../event.ts';
import { BLOCK, connect } from './connection.ts';
import { compareEntryIds, type StreamEntry, toStreamEntries } from './entries.ts';
import { BATCH, eventIn, type OnPast, readBackwards, readPast, type TailSource } from './history.ts';

export interface TailOptions {
  readonly redis: RedisClient;
  readonly stream: string;
  /** `$` to read only new events; else the position after which to read. */
  readonly from: string;
  readonly logger: Logger;
  readonly liveness?: Liveness;
  /** @param afterGap whether numbers are missing before this event: the events with those numbers will never be read */
  readonly onEvent: (position: string, event: EventEnvelope, afterGap: boolean) => void;
  /**
   * With `from: '$'`: receives the events that the stream already holds, newest first, while it returns true and no number is
   * missing. `startTail` resolves after the last of them.
   */
  readonly onPast?: OnPast;
}

export interface Tail {
  /** The number of the last event that was handed on, or the position at which the tail started. */
  position(): string;
  close(): Promise<void>;
}

/** How far a tail has read. */
interface Cursor {
  /** The number of the last event that was handed on. */
  number: number;
  /** The id of the last entry that was read. */
  entryId: string;
}

const RETRY_MS = 250;
const BEGINNING = '0-0';

/**
 * Reads a stream outside of any consumer group: every event once and in order, without acknowledging. A tail recognises
 * events by the numbers that the relay gave them. So it hands on no copy, also when the relay fills an emptied Redis again.
 *
 * @throws with `from: '$'` when Redis does not answer where the stream ends; try again
 */
export async function startTail(options: TailOptions): Promise<Tail> {
  const { stream, from, logger, onEvent, onPast, liveness = unwatched } = options;
  const redis = connect(options.redis, 'tail', logger, { blocks: true });
  await liveness.during('tail: connecting', () => connectNow(redis));
  const source: TailSource = { redis, stream, logger, liveness };
  const cursor = from === '$' ? await startAtEnd(source, onPast) : startAfter(from);
  let closed = false;

  async function run(): Promise<void> {
    while (!closed) {
      try {
        await readNext(source, cursor, onEvent);
      } catch (error) {
        if (closed) return;
        logger.warn({ err: error, stream }, 'tail: reading failed; will try again');
        await pause(RETRY_MS);
      }
    }
  }

  const running = run();
  liveness.watchLoop('tail', running, () => closed);
  return {
    position: () => cursor.number.toString(),
    async close() {
      closed = true;
      redis.disconnect();
      await running;
    },
  };
}

/** A tail that resumes reads the stream from its beginning: skipping events that were handed on before is cheap. */
const startAfter = (position: string): Cursor => ({ number: Number(position) || 0, entryId: BEGINNING });

async function startAtEnd(source: TailSource, onPast: OnPast | undefined): Promise<Cursor> {
  try {
    const recent = await readBackwards(source, '+');
    // The newest event is not always in the last entry: after a lost answer the relay appends older events again.
    const newest = recent.reduce<StreamEntry | null>(
      (found, entry) => (entry.number > (found?.number ?? 0) ? entry : found),
      null,
    );
    if (newest && onPast) await readPast(source, newest, onPast);
    return { number: newest?.number ?? 0, entryId: recent[0]?.entryId ?? BEGINNING };
  } catch (error) {
    source.redis.disconnect();
    throw error;
  }
}

/** Waits for new entries and hands on their events. */
async function readNext(source: TailSource, cursor: Cursor, onEvent: TailOptions['onEvent']): Promise<void> {
  const { redis, stream, liveness } = source;
  const answer = await liveness.during('tail: reading', () =>
    redis.xread('COUNT', BATCH, ...BLOCK, 'STREAMS', stream, cursor.entryId),
  );
  if (!answer) await restartIfBehind(source, cursor);
  for (const entry of toStreamEntries(answer)) {
    cursor.entryId = entry.entryId;
    if (entry.number <= cursor.number) continue;
    const afterGap = entry.number > cursor.number + 1;
    cursor.number = entry.number;
    const event = eventIn(source, entry);
    if (event) onEvent(cursor.number.toString(), event, afterGap);
  }
}

/**
 * Reads from the beginning again when the stream ends before the cursor. Entry ids are times. When Redis was emptied and its
 * clock is behind the earlier one, new entries never come after the cursor.
 */
async function restartIfBehind({ redis, stream }: TailSource, cursor: Cursor): Promise<void> {
  const [last] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1);
  if (last && compareEntryIds(last[0], cursor.entryId) < 0) cursor.entryId = BEGINNING;
}
