import { NotYetError } from '@movecall/eventlog';
import { buildSchema } from 'graphql';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { compose } from '../generator/compose.ts';
import { fact } from '../events.ts';
import { parseEvent } from '../parse-event.ts';
import { apiSdl, supergraphSdl } from '../sdl.ts';

test('the committed supergraph and public schema are composed from the subgraphs', () => {
  expect(compose()).toEqual({ supergraph: supergraphSdl(), api: apiSdl() });
});

test('the public schema hides the fields between services', () => {
  const api = buildSchema(apiSdl());
  expect(api.getMutationType()?.getFields()).not.toHaveProperty('requestAssignment');
  expect(api.getMutationType()?.getFields()).not.toHaveProperty('acceptQuote');
  expect(Object.keys(api.getTypeMap()).filter((name) => /RequestAssignment/.test(name))).toEqual([]);
  expect(Object.keys(api.getSubscriptionType()?.getFields() ?? {})).toEqual([
    'moveCallStatus',
    'moveCallFeed',
    'offersChanged',
  ]);
});

const callId = randomUUID();
const envelope = {
  id: randomUUID(),
  time: new Date().toISOString(),
  sequence: 1,
  causationId: null,
  traceparent: null,
};

test('an event of a known type is parsed', () => {
  const stated = {
    ...envelope,
    producer: 'assign',
    ...fact('AssignmentFailed', callId, { reason: 'NO_MOVER_FREE' }),
  };
  expect(parseEvent(stated)).toEqual(stated);
});

test('an event of an unknown type is ignored', () => {
  expect(parseEvent({ ...envelope, type: 'SomethingNew', version: 1 })).toBeNull();
});

test('an event of a newer version than this build waits', () => {
  const newer = { producer: 'call', type: 'CallWithdrawn', version: 2, correlationId: callId, data: {} };
  expect(() => parseEvent({ ...envelope, ...newer })).toThrow(NotYetError);
});

test.each([
  [
    'without its data',
    { producer: 'assign', type: 'AssignmentFailed', version: 1, correlationId: callId, data: {} },
  ],
  [
    'of a producer that may not publish it',
    {
      producer: 'call',
      type: 'AssignmentFailed',
      version: 1,
      correlationId: callId,
      data: { reason: 'NO_MOVER_FREE' },
    },
  ],
  [
    'with an unsealed phone',
    {
      producer: 'assign',
      type: 'MoverRegistered',
      version: 1,
      correlationId: callId,
      data: { moverId: callId, name: '백영곤', tel: '01023456789' },
    },
  ],
])('an event %s is refused', (_what, event) => {
  expect(() => parseEvent({ ...envelope, ...event })).toThrow();
});
