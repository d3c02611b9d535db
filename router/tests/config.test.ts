import { ConfigError } from '@movecall/service/config';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

test('all missing and malformed variables are reported together', () => {
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

const required = {
  IDENTITY_KEY: Buffer.alloc(32).toString('base64'),
  CALL_URL: 'http://call',
  MANAGE_URL: 'http://manage',
  ASSIGN_URL: 'http://assign',
  LOGIN_PUBLIC_KEY: '{"kty":"OKP","crv":"Ed25519","kid":"1","x":"x"}',
  REDIS_URL: 'redis://redis',
  PUBLIC_URL: 'https://movecall.example/',
};

test('introspection is on except in production, unless the configuration sets it', () => {
  const introspectionOf = (env: NodeJS.ProcessEnv) => readConfig({ ...required, ...env }).introspection;
  expect([
    introspectionOf({}),
    introspectionOf({ NODE_ENV: 'test' }),
    introspectionOf({ NODE_ENV: 'production' }),
  ]).toEqual([true, true, false]);
  expect(introspectionOf({ NODE_ENV: 'production', INTROSPECTION: 'on' })).toBe(true);
  expect(introspectionOf({ INTROSPECTION: 'off' })).toBe(false);
});

test('lists and limits may have spaces and trailing slashes', () => {
  const { allowedOrigins, documentLimits, rates } = readConfig({
    ...required,
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
  'x-movecall-client-address',
  'Content-Length',
  'transfer-encoding',
  'host',
  'connection',
  'traceparent',
  'a b',
])('the header %s cannot be forwarded', (name) => {
  expect(() => readConfig({ ...required, FORWARD_HEADERS: `authorization,${name}` })).toThrow(
    'FORWARD_HEADERS',
  );
});
