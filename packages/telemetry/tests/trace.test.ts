import { expect, test } from 'vitest';
import { continueTrace } from '../src/trace.ts';

const FORM = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

test('the trace of the sender continues with a new parent id', () => {
  const received = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const continued = continueTrace(received);
  expect(continued).toMatch(FORM);
  expect(continued.split('-')[1]).toBe(received.split('-')[1]);
  expect(continued.split('-')[2]).not.toBe(received.split('-')[2]);
});

test.each([
  undefined,
  null,
  '',
  'nonsense',
  `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
  `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`,
])('a missing or malformed traceparent starts a new trace: %j', (received) => {
  expect(continueTrace(received)).toMatch(FORM);
  expect(continueTrace(received)).not.toBe(continueTrace(received));
});
