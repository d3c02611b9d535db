import { expect, test } from 'vitest';
import { describeEvent } from '../log-fields.ts';

const ID = '0193a1b2-0101-7234-8567-890123456789';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const event = (type: string, data: unknown) => ({
  id: ID,
  type,
  correlationId: 'subject',
  traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
  data,
});
const recipient = { tel: 'key.iv.sealed' };

test('an event about a call is described by its call, its trace and its status', () => {
  const mover = { id: 'mover', name: '백영곤', tel: 'key.iv.sealed', plate: '34가4567' };
  const data = { version: 3, status: 'CONFIRMED', mover, moverId: null, recipient };
  expect(describeEvent(event('MoveCallStatusChanged', data))).toEqual({
    fact: 'call status changed',
    fields: {
      callId: 'subject',
      traceId: TRACE,
      eventId: ID,
      type: 'MoveCallStatusChanged',
      moverId: 'mover',
      version: 3,
      status: 'CONFIRMED',
    },
  });
});

test.each([
  ['AlertSettled', 'callId'],
  ['MoverRegistered', 'moverId'],
  ['LoginCodeRequested', 'signInId'],
  ['SomethingNewer', 'callId'],
])('the correlation id of %s is logged as %s', (type, name) => {
  expect(describeEvent(event(type, {})).fields[name]).toBe('subject');
});

test('an event about a contract is described by its quote and its call', () => {
  const data = { callId: 'call', version: 2, companyName: { sealed: 'key.iv.sealed' }, recipient };
  expect(describeEvent(event('ContractMade', data))).toMatchObject({
    fact: 'contract made',
    fields: { quoteId: 'subject', callId: 'call', version: 2 },
  });
});

test("a description leaves out a customer's words, and needs neither data nor a trace", () => {
  const described = describeEvent(event('CallCancelled', { reason: '할머니 댁으로 갈게요' }));
  expect(JSON.stringify(described)).not.toContain('할머니');
  const bare = { ...event('CallWithdrawn', null), traceparent: null };
  expect(describeEvent(bare)).toMatchObject({ fact: 'call withdrawn', fields: { traceId: null } });
});
