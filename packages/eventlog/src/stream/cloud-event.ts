import type { EventEnvelope } from '../event.ts';

/**
 * An event on the wire: CloudEvents 1.0, JSON format, structured mode. No attribute repeats another: `source` names the
 * producer, `subject` is the correlation id, and `type` ends in the version of its schema. `sequence` and `sequencetype` are
 * the documented sequence extension (1, 2, 3 … within source and subject). `traceparent` is the distributed tracing
 * extension. `previoustime` is when the event before it in the sequence was recorded. `causationid`, `traceparent` and
 * `previoustime` are left out when the event has none.
 */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  /** `/movecall/<producer>`. */
  readonly source: string;
  /** `movecall.<type>.v<version>`. */
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly sequence: string;
  readonly sequencetype: 'Integer';
  readonly previoustime?: string;
  readonly causationid?: string;
  readonly traceparent?: string;
  readonly data: unknown;
}

const SOURCE = /^\/movecall\/([^/\0]+)$/;
const TYPE = /^movecall\.([^\0]+)\.v([1-9]\d{0,8})$/;
const SEQUENCE = /^[1-9]\d{0,9}$/;

/** The `source` attribute of a producer's events. */
export const sourceOf = (producer: string): string => `/movecall/${producer}`;
/** The `type` attribute of an event of this type and schema version. */
export const typeOf = (type: string, version: number): string => `movecall.${type}.v${version}`;

/** The CloudEvent of an envelope. */
export const toCloudEvent = (event: EventEnvelope): CloudEvent => ({
  specversion: '1.0',
  id: event.id,
  source: sourceOf(event.producer),
  type: typeOf(event.type, event.version),
  subject: event.correlationId,
  time: event.time,
  datacontenttype: 'application/json',
  sequence: event.sequence.toString(),
  sequencetype: 'Integer',
  ...(event.previousTime !== undefined && { previoustime: event.previousTime }),
  ...(event.causationId !== null && { causationid: event.causationId }),
  ...(event.traceparent !== null && { traceparent: event.traceparent }),
  data: event.data,
});

/**
 * The envelope of a CloudEvent that a service of this system has written. `readEnvelope` checks the ids and the time. Unknown
 * attributes are ignored: a newer build may add some.
 *
 * @returns null when the CloudEvent is not one of this system
 */
export function fromCloudEvent(event: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  const { specversion, id, subject, time, datacontenttype, previoustime, data } = event;
  const { causationid: causationId = null, traceparent = null } = event;
  const [, producer] = matching(SOURCE, event['source']);
  const [, type, version] = matching(TYPE, event['type']);
  const [sequence] = matching(SEQUENCE, event['sequence']);
  const isValid =
    specversion === '1.0' &&
    (datacontenttype === undefined || datacontenttype === 'application/json') &&
    [causationId, traceparent].every((text) => text === null || typeof text === 'string') &&
    (previoustime === undefined || isTime(previoustime)) &&
    producer !== undefined &&
    version !== undefined &&
    sequence !== undefined;
  if (!isValid) return null;
  return {
    id,
    type,
    version: Number(version),
    time,
    producer,
    correlationId: subject,
    sequence: Number(sequence),
    ...(previoustime !== undefined && { previousTime: previoustime }),
    causationId,
    traceparent,
    data,
  };
}

const isTime = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));

/** The groups of a match; empty when `value` does not match. */
const matching = (pattern: RegExp, value: unknown): readonly (string | undefined)[] =>
  (typeof value === 'string' && pattern.exec(value)) || [];
