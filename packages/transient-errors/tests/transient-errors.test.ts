import { lookup } from 'node:dns/promises';
import { expect, test } from 'vitest';
import { isTransient } from '../src/index.ts';

const fault = (code: string): Error => Object.assign(new Error('a fault'), { code });

test('a host name that does not resolve is transient: it has no address while its pod is being replaced', async () => {
  const error: unknown = await lookup('database.invalid').catch((unknown: unknown) => unknown);
  expect(isTransient(error)).toBe(true);
});

test.each([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'ECONNREFUSED',
  'CONNECTION_CLOSED',
  '57P03',
  '40001',
  '25006',
])('%s is transient, also as the cause of another error', (code) =>
  expect(isTransient(new Error('Failed query', { cause: fault(code) }))).toBe(true),
);

test.each(['23505', '42P01', '28P01', 'ERR_INVALID_URL'])('%s is not transient', (code) =>
  expect(isTransient(fault(code))).toBe(false),
);
