import { sourceOf, toCloudEvent, typeOf } from '@movecall/eventlog';
import { stringify } from 'yaml';
import { z } from 'zod';
import { eventExamples } from './event-examples.ts';
import { currentVersion, publishedEvents, publishedVersions } from '../events.ts';
import { consumersOf, producerOf, streamNameOf, streamNames, streamOf, type StreamName } from '../streams.ts';

type Published = (typeof publishedEvents)[number];
const typeIn = ({ shape }: Published) => shape.type.value;

const CONTENT_TYPE = 'application/cloudevents+json';
const text = { type: 'string' } as const;
const uuid = { type: 'string', format: 'uuid' } as const;

/** The published events as an AsyncAPI 3.0 document in YAML, for consumers that are not written in TypeScript. */
export const asyncapi = (): string =>
  `# Generated from schema/events.ts by npm run schema.\n${stringify(document(), { lineWidth: 0, aliasDuplicateObjects: false })}`;

const document = () => ({
  asyncapi: '3.0.0',
  info: {
    title: 'movecall events',
    version: '1.0.0',
    description: [
      'The events that the services of movecall (이사업체 호출) publish. Each service appends to Redis streams of its own; the field',
      ' `event` of an entry is a CloudEvent in JSON, structured mode. Delivery is at least once. Source, subject and',
      'sequence identify an event: within source and subject, sequences run 1, 2, 3 … without a gap. A consumer skips an event',
      'that it has already handled and holds back one whose predecessor is missing. A subject that is silent for months starts at 1',
      'again: its first event has no previoustime. Events of different sources have no order.',
      'A field may be added to an event of the same version. Phones, login codes and texts that people typed are sealed.',
    ].join('\n'),
  },
  defaultContentType: CONTENT_TYPE,
  channels: Object.fromEntries(streamNames.map((name) => [name, channelOf(name)])),
  operations: Object.fromEntries(streamNames.flatMap(operationsOn)),
  components: {
    messages: Object.fromEntries(publishedEvents.map((event) => [typeIn(event), messageOf(event)])),
  },
});

const eventsOn = (name: StreamName): readonly string[] =>
  publishedEvents
    .filter((event) => streamNameOf({ producer: event.shape.producer.value, type: typeIn(event) }) === name)
    .map(typeIn);

const channelOf = (name: StreamName) => ({
  address: streamOf('{prefix}', name),
  title: name === producerOf(name) ? `Events of ${name}` : `Events of ${producerOf(name)}: ${name}`,
  parameters: { prefix: { default: 'movecall', description: 'STREAM_PREFIX of the deployment' } },
  messages: Object.fromEntries(
    eventsOn(name).map((type) => [type, { $ref: `#/components/messages/${type}` }]),
  ),
});

/** The producer that appends to a stream, and its readers: a consumer group per service, and the router without a group. */
function operationsOn(name: StreamName): [string, object][] {
  const channel = { $ref: `#/channels/${name}` };
  const words = name.split('-').map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`);
  const states = words.length > 1 ? `States${words.slice(1).join('')}` : 'States';
  const readers = [...consumersOf[name], ...(name === 'call' ? ['router'] : [])];
  return [
    [`${producerOf(name)}${states}`, { action: 'send', title: `${producerOf(name)} publishes`, channel }],
    ...readers.map((reader): [string, object] => [
      `${reader}Follows${words.join('')}`,
      { action: 'receive', title: `${reader} follows ${name}`, channel },
    ]),
  ];
}

const messageOf = (event: Published) => ({
  name: typeIn(event),
  title: eventExamples[typeIn(event)].title,
  contentType: CONTENT_TYPE,
  headers: {
    type: 'object',
    description: 'The other fields of the stream entry.',
    properties: {
      number: {
        ...text,
        pattern: '^[1-9][0-9]*$',
        description:
          'Number of the entry, given by the relay. An event that is appended again, after a loss in Redis, keeps it.',
      },
    },
  },
  payload: payloadOf(event),
  examples: [{ payload: exampleOf(event) }],
});

const oneOf = (values: readonly string[]) => (values.length === 1 ? { const: values[0] } : { enum: values });

/** @returns a JSON Schema (draft 7) of the CloudEvent; properties that it does not name are allowed */
export const payloadOf = ({ shape }: Published) => ({
  type: 'object',
  required: [
    'specversion',
    'id',
    'source',
    'type',
    'subject',
    'time',
    'datacontenttype',
    'sequence',
    'sequencetype',
    'data',
  ],
  properties: {
    specversion: { ...text, const: '1.0' },
    id: uuid,
    source: { ...text, const: sourceOf(shape.producer.value) },
    type: {
      ...text,
      ...oneOf(publishedVersions(shape.type.value).map((version) => typeOf(shape.type.value, version))),
    },
    subject: {
      ...uuid,
      description: 'The correlation id: the id of the call, the mover, the sign-in or the person.',
    },
    time: { ...text, format: 'date-time' },
    datacontenttype: { ...text, const: 'application/json' },
    sequence: {
      ...text,
      pattern: '^[1-9][0-9]{0,9}$',
      description: 'Counts the events within source and subject, without a gap.',
    },
    sequencetype: { ...text, const: 'Integer' },
    previoustime: {
      ...text,
      format: 'date-time',
      description:
        'When the event before it, within source and subject, was recorded. A consumer may have forgotten that one.',
    },
    causationid: { ...uuid, description: 'Id of the event or request that caused this event.' },
    traceparent: { ...text, description: 'W3C Trace Context.' },
    data: dataSchema(shape.data),
  },
});

/** The schema of written data: a field with a default is optional. */
function dataSchema(data: z.ZodType): object {
  const { $schema: _draft, ...schema } = z.toJSONSchema(data, { target: 'draft-7', io: 'input' });
  return schema;
}

const exampleOf = ({ shape }: Published) =>
  toCloudEvent({
    id: '0199a000-0000-7000-8000-000000000001',
    type: shape.type.value,
    version: currentVersion(shape.type.value),
    time: '2026-11-23T00:00:00.000Z',
    producer: shape.producer.value,
    correlationId: '0199a000-0000-7000-8000-000000000002',
    sequence: 1,
    causationId: '0199a000-0000-7000-8000-000000000003',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    data: eventExamples[shape.type.value].data,
  });
