import type { RedisClient } from '@movecall/redis';
import { fromCloudEvent, toCloudEvent } from './cloud-event.ts';
import type { EventEnvelope } from './event.ts';

/**
 * How the event log lays entries on a Redis stream: the field `event` is a CloudEvent in JSON, the field `number` the one
 * that the relay gave it. Redis gives the entry's id; it is another one when an emptied stream is filled again, the number
 * is not.
 */

const EVENT = 'event';
const NUMBER = 'number';

export interface StreamEntry {
  readonly stream: string;
  readonly entryId: string;
  readonly payload: string;
  /** As its relay numbered it; 0 for an entry that no relay wrote. */
  readonly number: number;
}

/** An entry that is no envelope. It is retried and given up on like any other that cannot be dealt with. */
export class MalformedEntryError extends Error {
  override readonly name = 'MalformedEntryError';
}

/** The `event` field of an entry; see cloud-event.ts. */
export const writeEnvelope = (event: EventEnvelope): string => JSON.stringify(toCloudEvent(event));

/** @throws MalformedEntryError */
export function readEnvelope(entry: Pick<StreamEntry, 'payload'>): EventEnvelope {
  let parsed: unknown;
  try {
    parsed = JSON.parse(entry.payload);
  } catch {
    throw new MalformedEntryError('the payload is not JSON');
  }
  const event = envelopeIn(parsed);
  const sound =
    event !== null &&
    [event.id, event.correlationId].every((id) => typeof id === 'string' && UUID.test(id)) &&
    [event.type, event.producer, event.time].every(
      (text) => typeof text === 'string' && text !== '' && !text.includes('\0'),
    ) &&
    Number.isSafeInteger(event.sequence) &&
    (event.sequence ?? 0) > 0 &&
    (event.sequence ?? 0) <= MAX_SEQUENCE;
  if (!sound) throw new MalformedEntryError('the payload is not one of our events');
  return event as EventEnvelope;
}

/**
 * What has no `specversion` may be an envelope as it is, which is how entries were written before they were CloudEvents. A
 * stream holds such entries for the week that it keeps, a dead letter for as long as nobody deals with it.
 */
function envelopeIn(parsed: unknown): Partial<EventEnvelope> | null {
  if (typeof parsed !== 'object' || parsed === null) return null;
  return 'specversion' in parsed ? fromCloudEvent(parsed) : parsed;
}

/** What a Postgres integer holds. */
const MAX_SEQUENCE = 2 ** 31 - 1;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What XREAD, XREADGROUP and XRANGE answer, whichever protocol version is spoken. */
export type RawEntries = readonly (readonly [id: string, fields: readonly string[] | null])[];
type RawStreams =
  readonly (readonly [stream: string, entries: RawEntries])[] | Record<string, RawEntries> | null;

/** Leaves out what has no fields: it is held by a consumer and gone from the stream. */
export function toEntries(stream: string, entries: RawEntries): StreamEntry[] {
  return entries.flatMap(([entryId, fields]) => {
    if (fields === null) return [];
    const value = (name: string): string => {
      const at = fields.indexOf(name);
      return at < 0 ? '' : (fields[at + 1] ?? '');
    };
    return [{ stream, entryId, payload: value(EVENT), number: Number.parseInt(value(NUMBER), 10) || 0 }];
  });
}

/** An answer over several streams, by stream. */
export function byStream(answer: unknown): readonly (readonly [stream: string, entries: RawEntries])[] {
  const streams = answer as RawStreams;
  if (!streams) return [];
  return Array.isArray(streams) ? (streams as [string, RawEntries][]) : Object.entries(streams);
}

/** Flattens an answer over several streams. */
export const toStreamEntries = (answer: unknown): StreamEntry[] =>
  byStream(answer).flatMap(([stream, entries]) => toEntries(stream, entries));

/**
 * Appends in one atomic step, if the stream still holds the entry that was appended last: Redis loses all of a stream or its
 * tail, so then it holds everything before that entry as well.
 *
 * KEYS[1] the stream · ARGV[1] id of the last entry, '' when there is none yet · ARGV[2…] number, payload …
 * Answers the id of what is the last entry now, or nil when the stream has lost something: nothing is appended then.
 */
const APPEND = `
local last = ARGV[1]
if last ~= '' and #redis.call('XRANGE', KEYS[1], last, last) == 0 then return nil end
for i = 2, #ARGV, 2 do
  last = redis.call('XADD', KEYS[1], '*', '${NUMBER}', ARGV[i], '${EVENT}', ARGV[i + 1])
end
return last`;

export interface NumberedEvent {
  readonly number: number;
  readonly event: EventEnvelope;
}

/**
 * See APPEND. A repeat after a lost answer appends twice; consumers have seen the second then.
 *
 * @param last id of the entry appended last, null when there is none yet
 * @returns the id of the last entry, or `LOST`
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

/** Appends an entry that no relay numbers: bystanders pass it by, consumer groups get it. */
export const appendByHand = (redis: RedisClient, stream: string, payload: string): Promise<string | null> =>
  redis.xadd(stream, '*', EVENT, payload);

/** Orders entry ids, `<milliseconds>-<number>`. */
export function compareEntryIds(a: string, b: string): number {
  const [msA = '0', nA = '0'] = a.split('-');
  const [msB = '0', nB = '0'] = b.split('-');
  return Number(msA) - Number(msB) || Number(nA) - Number(nB);
}
