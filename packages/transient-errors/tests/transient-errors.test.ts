import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isTransient } from '../src/index.ts';

const fault = (code: string, more: object = {}): Error =>
  Object.assign(new Error('a fault'), { code, ...more });

test('a host name that does not resolve is transient: it has no address while its pod is being replaced', async () => {
  const error: unknown = await lookup('database.invalid').catch((unknown: unknown) => unknown);
  expect(isTransient(error)).toBe(true);
});

test('whatever keeps a connection from being made is transient, such as a socket file that is missing', async () => {
  const [error] = await once(connect('/nowhere/.s.PGSQL.5432'), 'error').catch((unknown: unknown) => [
    unknown,
  ]);
  expect(error).toMatchObject({ code: 'ENOENT' });
  expect(isTransient(error)).toBe(true);
});

test.each([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'ECONNREFUSED',
  'CONNECTION_CLOSED',
  'SASL_SIGNATURE_MISMATCH',
  '08P01',
  '28P01',
  '28000',
  '3D000',
  '40001',
  '53300',
  '57P01',
  '57P03',
  '25006',
  'EPROTO',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'HOSTNAME_MISMATCH',
])('%s is transient, also as the cause of another error', (code) =>
  expect(isTransient(new Error('Failed query', { cause: fault(code) }))).toBe(true),
);

test.each(['55000', '42501', '42704', '0A000'])(
  '%s is transient when Postgres refused the session, and not when it refused a statement',
  (code) => {
    expect(isTransient(fault(code, { severity: 'FATAL' }))).toBe(true);
    expect(isTransient(fault(code, { severity: 'ERROR' }))).toBe(false);
  },
);

test.each(['23505', '42P01', 'ERR_INVALID_URL', 'ERR_INVALID_ARG_TYPE'])('%s is not transient', (code) =>
  expect(isTransient(fault(code))).toBe(false),
);
