import type { RedisClient } from '@movecall/redis';
import type { EventEnvelope } from '../event.ts';
import { FIELDS, writeEnvelope } from './entries.ts';

/**
 * Appends entries in one atomic step, if the stream still holds the entry that was appended last. Redis loses a whole stream
 * or its tail, never its middle. So a stream that holds its last entry holds everything before it as well.
 *
 * KEYS[1]: the stream. ARGV[1]: the id of the last entry, '' when there is none yet. ARGV[2…]: number and payload of each
 * entry.
 *
 * Answers the id of the new last entry, or nil when the stream has lost entries. In that case it appends nothing.
 */
const APPEND = `
local last = ARGV[1]
if last ~= '' and #redis.call('XRANGE', KEYS[1], last, last) == 0 then return nil end
for i = 2, #ARGV, 2 do
  last = redis.call('XADD', KEYS[1], '*', '${FIELDS.number}', ARGV[i], '${FIELDS.event}', ARGV[i + 1])
end
return last`;

export interface NumberedEvent {
  readonly number: number;
  readonly event: EventEnvelope;
}

/**
 * Appends events, unless the stream has lost entries; see APPEND. When Redis's answer is lost, the relay appends the events
 * twice; consumers recognise the second entry as one that they have seen.
 *
 * @param last the id of the entry that was appended last, null when there is none yet
 * @returns the id of the new last entry, or `LOST`
 */
export async function appendToStream(
  redis: RedisClient,
  stream: string,
  last: string | null,
  events: readonly NumberedEvent[],
): Promise<{ readonly last: string | null } | 'LOST'> {
  const args = events.flatMap(({ number, event }) => [number.toString(), writeEnvelope(event)]);
  const answer = (await redis.eval(APPEND, 1, stream, last ?? '', ...args)) as string | null;
  return answer === null ? 'LOST' : { last: answer === '' ? null : answer };
}

/** Whether the stream has lost its last entry. @param last its id; null when there is none */
export const hasLost = async (redis: RedisClient, stream: string, last: string | null): Promise<boolean> =>
  last !== null && (await redis.xrange(stream, last, last)).length === 0;

/** Appends an entry without a number. Consumer groups receive it; a tail ignores it. */
export const appendByHand = (redis: RedisClient, stream: string, payload: string): Promise<string | null> =>
  redis.xadd(stream, '*', FIELDS.event, payload);
