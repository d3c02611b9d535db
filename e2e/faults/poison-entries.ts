import { writeEnvelope } from '@movecall/eventlog';
import { type Producer, producers } from '@movecall/schema/streams';
import type { Random } from './random.ts';

/** A stream entry that no producer of this build writes. */
export interface PoisonEntry {
  readonly producer: Producer;
  readonly kind: PoisonKind;
  /** Of the Redis entry: names and values in turn. */
  readonly fields: readonly string[];
  /** Of the event's envelope; null when the entry has no readable envelope. */
  readonly correlationId: string | null;
}

/** Entries that no build can read. */
export const unreadableKinds = ['not JSON', 'no envelope', 'no payload', 'broken data'] as const;
/** Entries of a newer build. This build skips an unknown type, and leaves a newer version to a build that knows it. */
export const newerKinds = ['unknown type', 'newer version'] as const;
type PoisonKind = (typeof unreadableKinds)[number] | (typeof newerKinds)[number];

const NOT_JSON = ['', '{', 'not json', '\0', "{'id': 1}", '\uFFFD\uFFFD', '[1,'];
const NO_ENVELOPE = ['null', '7', '"text"', '[]', '{}', '{"id":7}', '{"event":{}}', '{"specversion":"1.0"}'];

/** For each producer an event type that has data, so that the data can be broken. */
const typeOf: Readonly<Record<Producer, string>> = {
  call: 'MoveCallStatusChanged',
  manage: 'AssignmentRequested',
  assign: 'AssignmentCompleted',
  notifier: 'AlertSettled',
};

/** Makes a poison entry of this kind for the stream of a random producer. */
export function makePoisonEntry(kind: PoisonKind, random: Random): PoisonEntry {
  const producer = random.pick(producers);
  const event = {
    id: crypto.randomUUID(),
    type: typeOf[producer],
    version: 1,
    time: new Date().toISOString(),
    producer,
    correlationId: crypto.randomUUID(),
    sequence: 1,
    causationId: null,
    traceparent: null,
    data: random.pick<unknown>([
      {},
      null,
      'data',
      { version: 'one', mover: [] },
      { deliveryId: 7, cost: -1 },
    ]),
  };
  const entry = (correlationId: string | null, ...fields: readonly string[]): PoisonEntry => ({
    producer,
    kind,
    correlationId,
    fields,
  });
  const withEnvelope = (changes: Partial<typeof event>): PoisonEntry =>
    entry(event.correlationId, 'event', writeEnvelope({ ...event, ...changes }));
  switch (kind) {
    case 'not JSON':
      return entry(null, 'event', random.pick(NOT_JSON));
    case 'no envelope':
      return entry(null, 'event', brokenEnvelope(writeEnvelope(event), random));
    case 'no payload':
      return entry(null, 'something', 'else');
    case 'broken data':
      return withEnvelope({});
    case 'unknown type':
      return withEnvelope({ type: 'CallUpgraded' });
    case 'newer version':
      return withEnvelope({ version: 1_000 });
    default:
      return kind satisfies never;
  }
}

/** JSON that is no envelope, or an envelope with one invalid attribute. */
function brokenEnvelope(envelope: string, random: Random): string {
  const invalid = random.pick([
    { id: 'x' },
    { sequence: '0' },
    { sequence: 1 },
    { subject: '' },
    { source: '/movecall/' },
    { type: '' },
    { specversion: '0.3' },
  ]);
  const valid = JSON.parse(envelope) as object;
  return random.pick([...NO_ENVELOPE, JSON.stringify({ ...valid, ...invalid })]);
}
