import type { Liveness } from '@movecall/telemetry/liveness';
import type { RedisClient } from '@movecall/redis';
import type { Logger } from 'pino';
import type { EventEnvelope } from '../event.ts';
import { MalformedEntryError, readEnvelope, type StreamEntry, toEntries } from './entries.ts';

/** The stream that a tail reads, and what it reads with. */
export interface TailSource {
  readonly redis: RedisClient;
  readonly stream: string;
  readonly logger: Logger;
  readonly liveness: Liveness;
}

/** How many entries a tail reads at a time. */
export const BATCH = 500;

/** Receives a past event. @returns whether an older event is wanted */
export type OnPast = (position: string, event: EventEnvelope) => boolean;

/**
 * Reads a batch of entries backwards, the newest first.
 *
 * @param from an entry id, `(` before it to leave that entry out, or `+` for the end of the stream
 */
export async function readBackwards(source: TailSource, from: string): Promise<StreamEntry[]> {
  const { redis, stream, liveness } = source;
  const answer = await liveness.during('tail: reading backwards', () =>
    redis.xrevrange(stream, from, '-', 'COUNT', BATCH),
  );
  return toEntries(stream, answer);
}

/**
 * Hands past events to `onPast`, from `newest` backwards, until it wants no more, or until a number is missing, or until the
 * stream's beginning.
 */
export async function readPast(source: TailSource, newest: StreamEntry, onPast: OnPast): Promise<void> {
  let [from, next] = [newest.entryId, newest.number];
  for (;;) {
    const entries = await readBackwards(source, from);
    for (const entry of entries) {
      // A copy of an event that was handed on, or an entry that no relay has appended.
      if (entry.number > next || entry.number === 0) continue;
      if (entry.number < next) return;
      next -= 1;
      const event = eventIn(source, entry);
      if (event && !onPast(entry.number.toString(), event)) return;
    }
    const oldest = entries.at(-1);
    if (!oldest || entries.length < BATCH) return;
    from = `(${oldest.entryId}`;
  }
}

/** The event of an entry; null when the entry is malformed. Throwing would keep the tail from all later events. */
export function eventIn({ stream, logger }: TailSource, entry: StreamEntry): EventEnvelope | null {
  try {
    return readEnvelope(entry);
  } catch (error) {
    if (!(error instanceof MalformedEntryError)) throw error;
    logger.error(
      { err: error, stream, entryId: entry.entryId },
      'tail: skipped an entry that is not an event',
    );
    return null;
  }
}
