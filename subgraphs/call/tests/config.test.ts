import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

const key = (): string => randomBytes(32).toString('base64');
const jwk = (half: 'privateKey' | 'publicKey'): string =>
  JSON.stringify({ ...generateKeyPairSync('ed25519')[half].export({ format: 'jwk' }), kid: 'test' });

const complete = {
  IDENTITY_KEY: key(),
  SEALING_KEYS: `k1:${key()}`,
  LOGIN_PRIVATE_KEY: jwk('privateKey'),
  DATABASE_URL: 'postgres://user:password@db:5432/postgres',
  REDIS_URL: 'redis://redis:6379',
  MANAGE_URL: 'http://manage:8080',
};

test('the required variables are enough; the others have defaults', () => {
  expect(readConfig(complete)).toMatchObject({
    databaseUrl: 'postgres://user:password@db:5432/movecall_call',
    streamPrefix: 'movecall',
    operatorTels: new Set(),
    manage: { url: 'http://manage:8080', timeoutMs: 600 },
    callsPerMinute: 600,
    loginLimits: {
      codesPerAddress: [
        { points: 60, seconds: 60 },
        { points: 1_000, seconds: 3_600 },
      ],
      codesPerPhone: [
        { points: 10, seconds: 60 },
        { points: 100, seconds: 86_400 },
      ],
    },
    operatorNetworks: [],
  });
});

test('the phones of operators are normalised', () => {
  const { operatorTels } = readConfig({ ...complete, OPERATOR_TELS: '01000000000, 010-1234-5678' });
  expect([...operatorTels]).toEqual(['+821000000000', '+821012345678']);
});

test.each([
  ['LOGIN_CODES_PER_PHONE', ','],
  ['LOGIN_CODES_PER_PHONE', '10'],
  ['LOGIN_CODES_PER_PHONE', '0/minute'],
  ['LOGIN_CODES_PER_ADDRESS', '10/fortnight'],
  ['LOGIN_CODES_IN_ALL', '10/minute,'],
  ['LOGIN_GUESSES_PER_ADDRESS', '1.5/hour'],
  ['OPERATOR_NETWORKS', '203.0.113.9'],
  ['OPERATOR_NETWORKS', '203.0.113.0/33'],
  ['OPERATOR_NETWORKS', '2001:db8::/65'],
  ['OPERATOR_NETWORKS', '203.0.113.0/24,office'],
])('%s cannot be %j', (name, value) => {
  expect(() => readConfig({ ...complete, [name]: value })).toThrow(name);
});

test('the windows of a limit are read in any order, the networks of operators with spaces', () => {
  const { loginLimits, operatorNetworks } = readConfig({
    ...complete,
    LOGIN_CODES_PER_PHONE: '30/day, 5/minute',
    OPERATOR_NETWORKS: '203.0.113.0/24, 2001:db8::/32',
  });
  expect(loginLimits.codesPerPhone).toEqual([
    { points: 5, seconds: 60 },
    { points: 30, seconds: 86_400 },
  ]);
  expect(operatorNetworks).toEqual([
    { address: '203.0.113.0', prefix: 24, family: 'ipv4' },
    { address: '2001:db8::', prefix: 32, family: 'ipv6' },
  ]);
});

test('the error names all invalid variables and repeats no secret', () => {
  const read = () =>
    readConfig({
      IDENTITY_KEY: 'short secret',
      SEALING_KEYS: 'k1:secret',
      LOGIN_PRIVATE_KEY: jwk('publicKey'),
      OPERATOR_TELS: '02-123-4567',
      MANAGE_URL: 'manage',
      MANAGE_TIMEOUT_MS: '0',
      REDIS_URL: 'redis://redis:6379',
    });
  expect(read).toThrow(
    /IDENTITY_KEY[^]*SEALING_KEYS[^]*LOGIN_PRIVATE_KEY[^]*OPERATOR_TELS[^]*MANAGE_URL[^]*MANAGE_TIMEOUT_MS/,
  );
  expect(read).not.toThrow(/secret/);
});
