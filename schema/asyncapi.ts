import { sourceOf, toCloudEvent, typeOf } from '@movecall/eventlog';
import { stringify } from 'yaml';
import { z } from 'zod';
import { eventExamples } from './event-examples.ts';
import { consumersOf, type Producer, producers, publishedEvents, streamOf } from './events.ts';

type Published = (typeof publishedEvents)[number];
const typeIn = ({ shape }: Published) => shape.type.value;

const CONTENT_TYPE = 'application/cloudevents+json';
const text = { type: 'string' } as const;
const uuid = { type: 'string', format: 'uuid' } as const;

/** The published events as an AsyncAPI 3.0 document, for those who do not read TypeScript. */
export const asyncapi = (): string =>
  `# Generated from schema/events.ts by npm run schema.\n${stringify(document(), { lineWidth: 0, aliasDuplicateObjects: false })}`;

const document = () => ({
  asyncapi: '3.0.0',
  info: {
    title: 'movecall events',
    version: '1.0.0',
    description: [
      'What the services of movecall (이사업체 호출) tell each other and whoever listens. Each service appends to one Redis',
      'stream of its own; the field `event` of an entry is a CloudEvent in JSON, structured mode. Delivery is at least once.',
      'An event is known by its source, subject and sequence: within source and subject, sequences run 1, 2, 3 … without a gap.',
      'A consumer passes over what it has seen and lets what comes too early wait for its predecessor; order between sources',
      'says nothing. A field may be added to an event of the same version. Phones and login codes are sealed.',
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
  title: `What ${producer} states`,
  parameters: { prefix: { default: 'movecall', description: 'STREAM_PREFIX of the system' } },
  messages: Object.fromEntries(
    eventsOf(producer).map((type) => [type, { $ref: `#/components/messages/${type}` }]),
  ),
});

/** Who appends to a stream, who reads it as a consumer group of its name, and the router, which reads as a bystander. */
function operationsOn(producer: Producer): [string, object][] {
  const channel = { $ref: `#/channels/${producer}` };
  const readers = [...consumersOf[producer], ...(producer === 'call' ? ['router'] : [])];
  return [
    [`${producer}States`, { action: 'send', title: `${producer} states`, channel }],
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
    description: 'The other fields of the entry.',
    properties: {
      number: {
        ...text,
        pattern: '^[1-9][0-9]*$',
        description: 'Of the entry, given by the relay: the same when an emptied stream is filled again.',
      },
    },
  },
  payload: payloadOf(event),
  examples: [{ payload: exampleOf(event) }],
});

/** @returns a JSON Schema (draft 7) of the CloudEvent; what it does not name may be there too. */
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
    subject: { ...uuid, description: 'The correlation id: of the call, the mover or the sign-in.' },
    time: { ...text, format: 'date-time' },
    datacontenttype: { ...text, const: 'application/json' },
    sequence: {
      ...text,
      pattern: '^[1-9][0-9]{0,9}$',
      description: 'Within source and subject, without a gap.',
    },
    sequencetype: { ...text, const: 'Integer' },
    causationid: { ...uuid, description: 'The event or request that caused this one.' },
    traceparent: { ...text, description: 'W3C Trace Context.' },
    data: dataSchema(shape.data),
  },
});

/** As it is written: what has a default may be absent. */
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
