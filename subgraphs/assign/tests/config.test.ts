import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const env = {
  IDENTITY_KEY: key,
  SEALING_KEYS: `k1:${key}`,
  REDIS_URL: 'redis://localhost:6379',
  DATABASE_URL: 'postgres://user:secret@localhost:5432/postgres?sslmode=require',
};

test('on a server the service has a database of its own', () => {
  const { databaseUrl } = readConfig(env);
  expect(databaseUrl).toBe('postgres://user:secret@localhost:5432/movecall_assign?sslmode=require');
});

test('its own database goes before the server', () => {
  const ASSIGN_DATABASE_URL = 'postgres://other:5432/mine';
  expect(readConfig({ ...env, ASSIGN_DATABASE_URL }).databaseUrl).toBe(ASSIGN_DATABASE_URL);
});

test('everything that is wrong is said at once, and no value is repeated', () => {
  const read = () => readConfig({ ...env, IDENTITY_KEY: 'c2hvcnQ=', REDIS_URL: 'secret', PORT: '-1' });
  for (const name of ['PORT', 'IDENTITY_KEY', 'REDIS_URL']) expect(read).toThrow(name);
  expect(read).not.toThrow(/secret|c2hvcnQ=/);
});

test('without a database it does not start', () => {
  expect(() => readConfig({ ...env, DATABASE_URL: '' })).toThrow(/ASSIGN_DATABASE_URL/);
});
