import { NotYetError } from '@movecall/eventlog';
import { buildSchema } from 'graphql';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { compose } from '../compose.ts';
import { fact, parseEvent } from '../events.ts';
import { apiSdl, supergraphSdl } from '../sdl.ts';

test('the committed supergraph and public schema are what the subgraphs compose to', () => {
  expect(compose()).toEqual({ supergraph: supergraphSdl(), api: apiSdl() });
});

test('what is between services stays out of the public schema', () => {
  const api = buildSchema(apiSdl());
  expect(api.getMutationType()?.getFields()).not.toHaveProperty('requestAssignment');
  expect(Object.keys(api.getTypeMap()).filter((name) => /RequestAssignment/.test(name))).toEqual([]);
  expect(Object.keys(api.getSubscriptionType()?.getFields() ?? {})).toEqual([
    'moveCallStatus',
    'moveCallFeed',
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

test('an event is parsed as its type says', () => {
  const stated = {
    ...envelope,
    producer: 'assign',
    ...fact('AssignmentFailed', callId, { reason: 'NO_MOVER_FREE' }),
  };
  expect(parseEvent(stated)).toEqual(stated);
});

test('an event of a type that is not known yet means nothing', () => {
  expect(parseEvent({ ...envelope, type: 'SomethingNew', version: 1 })).toBeNull();
});

test('an event of a version that is newer than this build waits', () => {
  const newer = { producer: 'call', type: 'CallWithdrawn', version: 2, correlationId: callId, data: {} };
  expect(() => parseEvent({ ...envelope, ...newer })).toThrow(NotYetError);
});

test.each([
  [
    'without its data',
    { producer: 'assign', type: 'AssignmentFailed', version: 1, correlationId: callId, data: {} },
  ],
  [
    'of a producer that does not state it',
    {
      producer: 'call',
      type: 'AssignmentFailed',
      version: 1,
      correlationId: callId,
      data: { reason: 'NO_MOVER_FREE' },
    },
  ],
  [
    'with a readable phone',
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
