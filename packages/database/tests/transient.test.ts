import { lookup } from 'node:dns/promises';
import { expect, test } from 'vitest';
import { isTransient } from '../src/transient.ts';

const fault = (code: string): Error => Object.assign(new Error('a fault'), { code });

test('a name that nobody answers for now is an absence: that of a database whose pod is being replaced has none', async () => {
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
])('%s is waited for, whatever it is wrapped in', (code) =>
  expect(isTransient(new Error('Failed query', { cause: fault(code) }))).toBe(true),
);

test.each(['23505', '42P01', '28P01', 'ERR_INVALID_URL'])('%s is not', (code) =>
  expect(isTransient(fault(code))).toBe(false),
);
