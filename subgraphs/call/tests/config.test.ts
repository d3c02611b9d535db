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
    loginCodesPerMinute: 10,
  });
});

test('the phones of operators are normalised', () => {
  const { operatorTels } = readConfig({ ...complete, OPERATOR_TELS: '01000000000, 010-1234-5678' });
  expect([...operatorTels]).toEqual(['+821000000000', '+821012345678']);
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
