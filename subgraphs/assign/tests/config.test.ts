import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const env = {
  IDENTITY_KEY: key,
  SEALING_KEYS: `k1:${key}`,
  REDIS_URL: 'redis://localhost:6379',
  DATABASE_URL: 'postgres://user:secret@localhost:5432/postgres?sslmode=require',
};

test('DATABASE_URL names a server, on which the service has a database of its own', () => {
  const { databaseUrl } = readConfig(env);
  expect(databaseUrl).toBe('postgres://user:secret@localhost:5432/movecall_assign?sslmode=require');
});

test('ASSIGN_DATABASE_URL takes precedence over DATABASE_URL', () => {
  const ASSIGN_DATABASE_URL = 'postgres://other:5432/mine';
  expect(readConfig({ ...env, ASSIGN_DATABASE_URL }).databaseUrl).toBe(ASSIGN_DATABASE_URL);
});

test('the error names all invalid variables and repeats no value', () => {
  const read = () => readConfig({ ...env, IDENTITY_KEY: 'c2hvcnQ=', REDIS_URL: 'secret', PORT: '-1' });
  for (const name of ['PORT', 'IDENTITY_KEY', 'REDIS_URL']) expect(read).toThrow(name);
  expect(read).not.toThrow(/secret|c2hvcnQ=/);
});

test('a configuration without a database is refused', () => {
  expect(() => readConfig({ ...env, DATABASE_URL: '' })).toThrow(/ASSIGN_DATABASE_URL/);
});
