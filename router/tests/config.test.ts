import { ConfigError } from '@movecall/service/config';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

test('everything that is missing or malformed is reported together', () => {
  const read = () =>
    readConfig({
      CALL_URL: 'ftp://call',
      RATE_PER_IDENTITY: '0',
      LOGIN_PUBLIC_KEY: '{}',
      ALLOWED_ORIGINS: 'https://a.example,*',
      DOCUMENT_LIMITS: 'height=3',
      INTROSPECTION: 'maybe',
    });
  expect(read).toThrow(ConfigError);
  for (const name of [
    'IDENTITY_KEY',
    'CALL_URL',
    'MANAGE_URL',
    'ASSIGN_URL',
    'LOGIN_PUBLIC_KEY',
    'REDIS_URL',
    'PUBLIC_URL',
    'RATE_PER_IDENTITY',
    'ALLOWED_ORIGINS',
    'DOCUMENT_LIMITS',
    'INTROSPECTION',
  ]) {
    expect(read).toThrow(name);
  }
});

const enough = {
  IDENTITY_KEY: Buffer.alloc(32).toString('base64'),
  CALL_URL: 'http://call',
  MANAGE_URL: 'http://manage',
  ASSIGN_URL: 'http://assign',
  LOGIN_PUBLIC_KEY: '{"kty":"OKP","crv":"Ed25519","kid":"1","x":"x"}',
  REDIS_URL: 'redis://redis',
  PUBLIC_URL: 'https://movecall.example/',
};

test('the schema is told everywhere but in production, unless the configuration says so', () => {
  const isTold = (env: NodeJS.ProcessEnv) => readConfig({ ...enough, ...env }).introspection;
  expect([isTold({}), isTold({ NODE_ENV: 'test' }), isTold({ NODE_ENV: 'production' })]).toEqual([
    true,
    true,
    false,
  ]);
  expect(isTold({ NODE_ENV: 'production', INTROSPECTION: 'on' })).toBe(true);
  expect(isTold({ INTROSPECTION: 'off' })).toBe(false);
});

test('lists and limits are read as people write them', () => {
  const { allowedOrigins, documentLimits, rates } = readConfig({
    ...enough,
    ALLOWED_ORIGINS: 'https://a.example/, http://localhost:3000',
    DOCUMENT_LIMITS: 'depth=3, cost=50',
    RATE_PER_ADDRESS: 'off',
  });
  expect(allowedOrigins).toEqual(['https://a.example', 'http://localhost:3000']);
  expect(documentLimits).toMatchObject({ depth: 3, cost: 50, aliases: 50 });
  expect(rates).toEqual({ perIdentity: 100, perAddress: null });
});

test.each([
  'x-movecall-identity',
  'Content-Length',
  'transfer-encoding',
  'host',
  'connection',
  'traceparent',
  'a b',
])('the header %s of a client is not to be forwarded', (name) => {
  expect(() => readConfig({ ...enough, FORWARD_HEADERS: `authorization,${name}` })).toThrow(
    'FORWARD_HEADERS',
  );
});
