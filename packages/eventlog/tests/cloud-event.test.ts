import { CloudEvent, HTTP } from 'cloudevents';
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toCloudEvent } from '../src/stream/cloud-event.ts';
import { type EventEnvelope, MalformedEntryError, readEnvelope, writeEnvelope } from '../src/index.ts';

const event: EventEnvelope = {
  id: randomUUID(),
  type: 'SomethingHappened',
  version: 2,
  time: '2026-11-23T00:00:00.123Z',
  producer: 'producer',
  correlationId: randomUUID(),
  sequence: 3,
  causationId: randomUUID(),
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  data: { what: '이사', nothing: null },
};
const alone: EventEnvelope = { ...event, causationId: null, traceparent: null };

const written = JSON.parse(writeEnvelope(event)) as Record<string, unknown>;
const read = (payload: unknown): EventEnvelope => readEnvelope({ payload: JSON.stringify(payload) });

test('an event is read as it was written', () => {
  for (const each of [
    event,
    alone,
    { ...event, data: null },
    { ...event, type: 'com.v1.v2', sequence: 2 ** 31 - 1 },
  ])
    expect(readEnvelope({ payload: writeEnvelope(each) })).toEqual(each);
});

test('on the wire an event is a CloudEvent whose attributes do not repeat each other', () => {
  expect(written).toEqual({
    specversion: '1.0',
    id: event.id,
    source: '/movecall/producer',
    type: 'movecall.SomethingHappened.v2',
    subject: event.correlationId,
    time: event.time,
    datacontenttype: 'application/json',
    sequence: '3',
    sequencetype: 'Integer',
    causationid: event.causationId,
    traceparent: event.traceparent,
    data: event.data,
  });
  expect(Object.keys(JSON.parse(writeEnvelope(alone)) as object)).not.toContain('causationid');
});

test.each([event, alone])(
  'the CloudEvents SDK accepts an event, and the event that the SDK writes can be read',
  (each) => {
    const strict = new CloudEvent({ ...toCloudEvent(each) }, true);
    expect(strict.validate()).toBe(true);
    const message = {
      headers: { 'content-type': 'application/cloudevents+json' },
      body: writeEnvelope(each),
    };
    expect(HTTP.isEvent(message)).toBe(true);
    const received = HTTP.toEvent(message);
    if (!(received instanceof CloudEvent)) throw new Error('the SDK read several events, or none');
    expect(readEnvelope({ payload: JSON.stringify(received) })).toEqual(each);
  },
);

test('an entry from before CloudEvents can be read', () => {
  for (const each of [event, alone]) expect(read(each)).toEqual(each);
});

test('unknown attributes are ignored', () => {
  expect(read({ ...written, partitionkey: 'x', dataschema: 'https://schema.example/1' })).toEqual(event);
});

describe('a payload is malformed:', () => {
  const without = (name: string): object =>
    Object.fromEntries(Object.entries(written).filter(([key]) => key !== name));
  const broken: Record<string, unknown> = {
    ...Object.fromEntries(
      ['specversion', 'id', 'source', 'type', 'subject', 'time', 'sequence'].map((name) => [
        `without ${name}`,
        without(name),
      ]),
    ),
    ...Object.fromEntries(
      (
        [
          ['specversion', ['0.3', '1', 1, null]],
          ['id', ['', 'x', 7, null]],
          [
            'source',
            ['', '/', '/movecall/', '/movecall/a/b', '/movecall/a\0', '/other/call', 'call', 7, null],
          ],
          [
            'type',
            ['', 'SomethingHappened', 'movecall..v1', 'movecall.X', 'movecall.X.v0', 'movecall.X.v01'],
          ],
          [
            'type ',
            ['movecall.X.v', 'movecall.X.v-1', 'movecall.X.v1234567890', 'movecall.\0.v1', 'x.X.v1', 7],
          ],
          ['subject', ['', 'x', 7, null, 'a\0']],
          ['time', ['', 7, null, 'a\0']],
          ['sequence', ['', '0', '-1', '01', '1.5', '1e3', ' 1', '2147483648', '99999999999', 1, null]],
          ['causationid', [7, {}, false]],
          ['traceparent', [7, []]],
          ['datacontenttype', ['text/plain', 7, '']],
        ] as const
      ).flatMap(([name, values]) =>
        values.map((value) => [
          `${name.trim()} ${JSON.stringify(value)}`,
          { ...written, [name.trim()]: value },
        ]),
      ),
    ),
    'an array': [written],
    'a bare envelope without an id': { ...event, id: undefined },
    'a bare envelope with sequence 0': { ...event, sequence: 0 },
    'a bare envelope with a NUL': { ...event, type: 'a\0' },
    'a bare envelope with a specversion': { ...event, specversion: '1.0' },
    'a CloudEvent of another system': {
      specversion: '1.0',
      id: event.id,
      source: '/x',
      type: 'x',
      subject: event.id,
    },
  };
  test.each(Object.keys(broken))('%s', (name) => {
    expect(() => read(broken[name])).toThrow(MalformedEntryError);
  });
});
