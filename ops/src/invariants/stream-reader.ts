import { type EventEnvelope, readEnvelope, type StreamEntry, toEntries } from '@movecall/eventlog';
import { type StreamName, streamOf } from '@movecall/schema/streams';
import type { Sources } from './invariant.ts';

const BATCH = 500;

/** The entries of a stream, oldest first. */
export async function* entriesOf(
  { redis, streamPrefix }: Pick<Sources, 'redis' | 'streamPrefix'>,
  name: StreamName,
): AsyncGenerator<StreamEntry, void> {
  const stream = streamOf(streamPrefix, name);
  for (let after = '-'; ;) {
    const entries = toEntries(stream, await redis.xrange(stream, after, '+', 'COUNT', BATCH));
    yield* entries;
    const last = entries.at(-1);
    if (!last || entries.length < BATCH) return;
    after = `(${last.entryId}`;
  }
}

/** The event of an entry; null when the entry has no valid event. */
export function eventOf(entry: Pick<StreamEntry, 'payload'>): EventEnvelope | null {
  try {
    return readEnvelope(entry);
  } catch {
    return null;
  }
}
