import { sourceOf, toCloudEvent, typeOf } from '@movecall/eventlog';
import { stringify } from 'yaml';
import { z } from 'zod';
import { eventExamples } from './event-examples.ts';
import { consumersOf, type Producer, producers, publishedEvents, streamOf } from '../events.ts';

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
      'The events that the services of movecall (이사업체 호출) publish. Each service appends to one Redis stream of its own;',
      'the field `event` of an entry is a CloudEvent in JSON, structured mode. Delivery is at least once. Source, subject and',
      'sequence identify an event: within source and subject, sequences run 1, 2, 3 … without a gap. A consumer skips an event',
      'that it has already handled and holds back one whose predecessor is missing. Events of different sources have no order.',
      'A field may be added to an event of the same version. Phones and login codes are sealed.',
    ].join('\n'),
  },
  defaultContentType: CONTENT_TYPE,
  channels: Object.fromEntries(producers.map((producer) => [producer, channelOf(producer)])),
  operations: Object.fromEntries(producers.flatMap(operationsOn)),
  components: {
    messages: Object.fromEntries(publishedEvents.map((event) => [typeIn(event), messageOf(event)])),
  },
});

const eventsOf = (producer: Producer): readonly string[] =>
  publishedEvents.filter(({ shape }) => shape.producer.value === producer).map(typeIn);

const channelOf = (producer: Producer) => ({
  address: streamOf('{prefix}', producer),
  title: `Events of ${producer}`,
  parameters: { prefix: { default: 'movecall', description: 'STREAM_PREFIX of the deployment' } },
  messages: Object.fromEntries(
    eventsOf(producer).map((type) => [type, { $ref: `#/components/messages/${type}` }]),
  ),
});

/** The producer that appends to a stream, and its readers: a consumer group per service, and the router without a group. */
function operationsOn(producer: Producer): [string, object][] {
  const channel = { $ref: `#/channels/${producer}` };
  const readers = [...consumersOf[producer], ...(producer === 'call' ? ['router'] : [])];
  return [
    [`${producer}States`, { action: 'send', title: `${producer} publishes`, channel }],
    ...readers.map((reader): [string, object] => [
      `${reader}Follows${producer[0]?.toUpperCase()}${producer.slice(1)}`,
      { action: 'receive', title: `${reader} follows ${producer}`, channel },
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
    type: { ...text, const: typeOf(shape.type.value, shape.version.value) },
    subject: { ...uuid, description: 'The correlation id: the id of the call, the mover or the sign-in.' },
    time: { ...text, format: 'date-time' },
    datacontenttype: { ...text, const: 'application/json' },
    sequence: {
      ...text,
      pattern: '^[1-9][0-9]{0,9}$',
      description: 'Counts the events within source and subject, without a gap.',
    },
    sequencetype: { ...text, const: 'Integer' },
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
    version: shape.version.value,
    time: '2026-11-23T00:00:00.000Z',
    producer: shape.producer.value,
    correlationId: '0199a000-0000-7000-8000-000000000002',
    sequence: 1,
    causationId: '0199a000-0000-7000-8000-000000000003',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    data: eventExamples[shape.type.value].data,
  });
