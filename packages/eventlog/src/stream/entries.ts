import type { EventEnvelope } from '../event.ts';
import { fromCloudEvent, toCloudEvent } from './cloud-event.ts';

/**
 * The entries of a Redis stream. The field `event` holds a CloudEvent in JSON, the field `number` the number that the relay
 * gave the event. Redis gives each entry its id. When an emptied stream is filled again, an event keeps its number and gets
 * a new entry id.
 */
export const FIELDS = { event: 'event', number: 'number' } as const;

export interface StreamEntry {
  readonly stream: string;
  readonly entryId: string;
  readonly payload: string;
  /** The number that the relay gave the event; 0 for an entry that no relay has appended. */
  readonly number: number;
}

/** An entry is not an event of this system. Consumers retry it and give it up like any entry that they cannot handle. */
export class MalformedEntryError extends Error {
  override readonly name = 'MalformedEntryError';
}

/** The `event` field of an event's entry; see cloud-event.ts. */
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
  const isValid =
    event !== null &&
    [event.id, event.correlationId].every((id) => typeof id === 'string' && UUID.test(id)) &&
    [event.type, event.producer, event.time].every(
      (text) => typeof text === 'string' && text !== '' && !text.includes('\0'),
    ) &&
    Number.isSafeInteger(event.sequence) &&
    (event.sequence ?? 0) > 0 &&
    (event.sequence ?? 0) <= MAX_SEQUENCE;
  if (!isValid) throw new MalformedEntryError('the payload is not an event of this system');
  return event as EventEnvelope;
}

/**
 * A payload without `specversion` may be a bare envelope: entries were written so before they were CloudEvents. A stream
 * keeps such entries for a week, and the dead letters until an operator deals with them.
 */
function envelopeIn(parsed: unknown): Partial<EventEnvelope> | null {
  if (typeof parsed !== 'object' || parsed === null) return null;
  return 'specversion' in parsed ? fromCloudEvent(parsed) : parsed;
}

/** The largest value of a Postgres integer. */
const MAX_SEQUENCE = 2 ** 31 - 1;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The entries in an answer to XREAD, XREADGROUP or XRANGE, in RESP2 and RESP3. */
export type RawEntries = readonly (readonly [id: string, fields: readonly string[] | null])[];
type RawStreams =
  readonly (readonly [stream: string, entries: RawEntries])[] | Record<string, RawEntries> | null;

/** Leaves out entries without fields: a consumer holds them, but the stream has lost them. */
export function toEntries(stream: string, entries: RawEntries): StreamEntry[] {
  return entries.flatMap(([entryId, fields]) => {
    if (fields === null) return [];
    const value = (name: string): string => {
      const at = fields.indexOf(name);
      return at < 0 ? '' : (fields[at + 1] ?? '');
    };
    const number = Number.parseInt(value(FIELDS.number), 10) || 0;
    return [{ stream, entryId, payload: value(FIELDS.event), number }];
  });
}

/** Groups an answer over several streams by stream. */
export function byStream(answer: unknown): readonly (readonly [stream: string, entries: RawEntries])[] {
  const streams = answer as RawStreams;
  if (!streams) return [];
  return Array.isArray(streams) ? (streams as [string, RawEntries][]) : Object.entries(streams);
}

/** Flattens an answer over several streams. */
export const toStreamEntries = (answer: unknown): StreamEntry[] =>
  byStream(answer).flatMap(([stream, entries]) => toEntries(stream, entries));

/** Orders entry ids, `<milliseconds>-<number>`. */
export function compareEntryIds(a: string, b: string): number {
  const [msA = '0', nA = '0'] = a.split('-');
  const [msB = '0', nB = '0'] = b.split('-');
  return Number(msA) - Number(msB) || Number(nA) - Number(nB);
}
