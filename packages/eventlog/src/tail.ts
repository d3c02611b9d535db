import { type Liveness, unwatched } from '@movecall/telemetry/liveness';
import { reach, type RedisClient } from '@movecall/redis';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { BLOCK, connect } from './connection.ts';
import type { EventEnvelope } from './event.ts';
import {
  compareEntryIds,
  MalformedEntryError,
  readEnvelope,
  type StreamEntry,
  toEntries,
  toStreamEntries,
} from './stream.ts';

export interface TailOptions {
  readonly redis: RedisClient;
  readonly stream: string;
  /** `$`: only what comes from now on; else after this position. */
  readonly from: string;
  readonly logger: Logger;
  readonly liveness?: Liveness;
  /** @param afterGap numbers are missing before this one: what stood under them will never be read. */
  readonly onEvent: (position: string, event: EventEnvelope, afterGap: boolean) => void;
  /**
   * For `$`: is handed what the stream holds already, newest first and without a gap, for as long as it answers true. All
   * that is held has been handed on when `startTail` resolves.
   */
  readonly onPast?: (position: string, event: EventEnvelope) => boolean;
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
  const { stream, logger, liveness = unwatched } = options;
  const redis = connect(options.redis, 'tail', logger, { blocks: true });
  await liveness.during('tail: connecting', () => reach(redis));
  let closed = false;
  const recent = options.from === '$' ? await readBack('+').catch(giveUp) : [];
  /** Not always the last one: what is appended again after a lost answer stands behind it. */
  const newest = recent.reduce<StreamEntry | null>(
    (found, entry) => (entry.number > (found?.number ?? 0) ? entry : found),
    null,
  );
  let number = newest?.number ?? (Number(options.from) || 0);
  /** Where to read on. From a position of old it is the beginning: what is passed over is cheap. */
  let after = recent[0]?.entryId ?? '0-0';
  if (newest && options.onPast) await readPast(newest, options.onPast).catch(giveUp);

  function giveUp(error: unknown): never {
    redis.disconnect();
    throw error;
  }

  /** Newest first. */
  async function readBack(from: string): Promise<StreamEntry[]> {
    const answer = await liveness.during('tail: reading what is past', () =>
      redis.xrevrange(stream, from, '-', 'COUNT', BATCH),
    );
    return toEntries(stream, answer);
  }

  async function readPast(begin: StreamEntry, onPast: NonNullable<TailOptions['onPast']>): Promise<void> {
    let [from, next] = [begin.entryId, begin.number];
    for (;;) {
      const entries = await readBack(from);
      for (const entry of entries) {
        // A copy of what was read, or put there by hand.
        if (entry.number > next || entry.number === 0) continue;
        if (entry.number < next) return;
        next -= 1;
        const event = envelopeOf(entry);
        if (event && !onPast(entry.number.toString(), event)) return;
      }
      const oldest = entries.at(-1);
      if (!oldest || entries.length < BATCH) return;
      from = `(${oldest.entryId}`;
    }
  }

  /** Null for what is no event: thrown on, it would keep the tail from those behind it. */
  function envelopeOf(entry: StreamEntry): EventEnvelope | null {
    try {
      return readEnvelope(entry);
    } catch (error) {
      if (!(error instanceof MalformedEntryError)) throw error;
      logger.error({ err: error, stream, entryId: entry.entryId }, 'tail: no event; passed over');
      return null;
    }
  }

  async function run(): Promise<void> {
    while (!closed) {
      try {
        const answer = await liveness.during('tail: reading', () =>
          redis.xread('COUNT', BATCH, ...BLOCK, 'STREAMS', stream, after),
        );
        if (!answer) await beginAgainIfBehind();
        for (const entry of toStreamEntries(answer)) {
          after = entry.entryId;
          if (entry.number <= number) continue;
          const afterGap = entry.number > number + 1;
          number = entry.number;
          const event = envelopeOf(entry);
          if (event) options.onEvent(number.toString(), event, afterGap);
        }
      } catch (error) {
        if (closed) return;
        logger.warn({ err: error, stream }, 'tail: reading failed; will try again');
        await pause(RETRY_MS);
      }
    }
  }

  /** Ids are times: those of a Redis that was emptied, and whose clock is behind what it was, are never after ours. */
  async function beginAgainIfBehind(): Promise<void> {
    const [last] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1);
    if (last && compareEntryIds(last[0], after) < 0) after = '0-0';
  }

  const running = run();
  liveness.lasting('tail', running, () => closed);
  return {
    position: () => number.toString(),
    async close() {
      closed = true;
      redis.disconnect();
      await running;
    },
  };
}
