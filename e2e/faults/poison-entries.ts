import { writeEnvelope } from '@movecall/eventlog';
import { type Producer, producers } from '@movecall/schema/events';
import type { Random } from './random.ts';

/** What no producer of this build would say, as it lies on a stream. */
export interface Poison {
  readonly producer: Producer;
  readonly kind: Kind;
  /** Of the entry. */
  readonly fields: readonly string[];
  /** Of its envelope; null when it is none. */
  readonly correlationId: string | null;
}

/** What nobody can ever read. */
export const unreadable = ['not JSON', 'no envelope', 'no payload', 'broken data'] as const;
/** What a newer build may say: an unknown type is passed over, a newer version waits for the build that knows it. */
export const ahead = ['unknown type', 'newer version'] as const;
type Kind = (typeof unreadable)[number] | (typeof ahead)[number];

const NOT_JSON = ['', '{', 'not json', '\0', "{'id': 1}", '\uFFFD\uFFFD', '[1,'];
const NO_ENVELOPE = ['null', '7', '"text"', '[]', '{}', '{"id":7}', '{"event":{}}', '{"specversion":"1.0"}'];

/** A type of each producer that has data, so that it can be broken. */
const typeOf: Readonly<Record<Producer, string>> = {
  call: 'MoveCallStatusChanged',
  manage: 'AssignmentRequested',
  assign: 'AssignmentCompleted',
  notifier: 'AlertSettled',
};

/** Poison of a kind for a random stream. */
export function brew(kind: Kind, random: Random): Poison {
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
  const entry = (correlationId: string | null, ...fields: readonly string[]): Poison => ({
    producer,
    kind,
    correlationId,
    fields,
  });
  const envelope = (but: Partial<typeof event>): Poison =>
    entry(event.correlationId, 'event', writeEnvelope({ ...event, ...but }));
  switch (kind) {
    case 'not JSON':
      return entry(null, 'event', random.pick(NOT_JSON));
    case 'no envelope': {
      const broken = random.pick([
        { id: 'x' },
        { sequence: '0' },
        { sequence: 1 },
        { subject: '' },
        { source: '/movecall/' },
        { type: '' },
        { specversion: '0.3' },
      ]);
      const said = JSON.parse(writeEnvelope(event)) as object;
      return entry(null, 'event', random.pick([...NO_ENVELOPE, JSON.stringify({ ...said, ...broken })]));
    }
    case 'no payload':
      return entry(null, 'something', 'else');
    case 'broken data':
      return envelope({});
    case 'unknown type':
      return envelope({ type: 'CallUpgraded' });
    case 'newer version':
      return envelope({ version: 2 });
    default:
      return kind satisfies never;
  }
}
