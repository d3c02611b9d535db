import { ConfigError } from '@movecall/service/config';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

test('everything that is missing or malformed is reported together', () => {
  const read = () => readConfig({ CALL_URL: 'ftp://call', RATE_PER_IDENTITY: '0', LOGIN_PUBLIC_KEY: '{}' });
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
  ]) {
    expect(read).toThrow(name);
  }
});
