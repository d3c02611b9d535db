import { readEnvelope } from '@movecall/eventlog';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { asyncapi, payloadOf } from '../generator/asyncapi.ts';
import { publishedEvents } from '../events.ts';
import { parseEvent } from '../parse-event.ts';
import { consumersOf, streamNameOf, streamNames } from '../streams.ts';
import { validator } from '@movecall/testkit/event-validator';

interface Document {
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  operations: Record<string, { action: string; channel: { $ref: string } }>;
  components: {
    messages: Record<string, { title: string; payload: object; examples: { payload: object }[] }>;
  };
}
const committed = readFileSync(new URL('../asyncapi.yaml', import.meta.url), 'utf8');
const document = parse(committed) as Document;
const { messages } = document.components;

const require = createRequire(import.meta.url);
const specification = require('@asyncapi/specs/schemas/3.0.0-without-$id.json') as object;

test('the committed document is generated from the events', () => {
  expect(committed).toBe(asyncapi());
});

test('the document is valid AsyncAPI 3.0', () => {
  const problemsOf = validator(specification);
  expect(problemsOf(document)).toBeNull();
  expect(problemsOf({ ...document, operations: { x: { action: 'publish' } } })).not.toBeNull();
});

test('every event has a message on the channel of its stream, and every reader has an operation', () => {
  expect(Object.keys(messages)).toHaveLength(publishedEvents.length);
  for (const { shape } of publishedEvents) {
    const type = shape.type.value;
    const stream = streamNameOf({ producer: shape.producer.value, type });
    expect(document.channels[stream]?.messages[type]?.$ref).toBe(`#/components/messages/${type}`);
    expect(messages[type]?.title).toMatch(/^[가-힣]+됨$/);
  }
  const receiving = Object.values(document.operations).filter(({ action }) => action === 'receive');
  // The router reads call's stream without a group.
  expect(receiving).toHaveLength(streamNames.flatMap((name) => consumersOf[name]).length + 1);
});

describe.each(publishedEvents.map((event) => [event.shape.type.value, event] as const))(
  '%s',
  (type, event) => {
    const problemsOf = validator(payloadOf(event));
    const [example] = messages[type]!.examples;

    test('its schema accepts its example and refuses the examples of other events', () => {
      expect(problemsOf(example!.payload)).toBeNull();
      const others = Object.entries(messages).filter(([name]) => name !== type);
      for (const [, other] of others) expect(problemsOf(other.examples[0]!.payload)).not.toBeNull();
    });

    test('its schema refuses a missing required attribute and an invalid sequence', () => {
      for (const name of Object.keys(example!.payload).filter(
        (key) => !['causationid', 'traceparent'].includes(key),
      ))
        expect(problemsOf({ ...example!.payload, [name]: undefined }), name).not.toBeNull();
      for (const sequence of ['0', '01', 1, '-1', ''])
        expect(problemsOf({ ...example!.payload, sequence })).not.toBeNull();
    });

    test('the services parse its example', () => {
      const read = readEnvelope({ payload: JSON.stringify(example!.payload) });
      expect(parseEvent(read)).toMatchObject({ type, correlationId: read.correlationId });
    });
  },
);
