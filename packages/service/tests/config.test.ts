import { expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError, key256, parseConfig, withDatabase } from '../src/config.ts';

const schema = withDatabase(
  z.object({ PORT: z.coerce.number(), KEY: key256 }),
  'CALL_DATABASE_URL',
  'movecall_call',
);
const sound = { PORT: '80', KEY: Buffer.alloc(32).toString('base64') };

test('the error names every missing or malformed variable and repeats no value', () => {
  const read = () => parseConfig(schema, { PORT: 'eighty', KEY: 'secret' });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/PORT[^]*KEY[^]*CALL_DATABASE_URL/);
  expect(read).not.toThrow(/eighty|secret/);
});

test('an empty variable counts as absent', () => {
  expect(() => parseConfig(schema, { ...sound, CALL_DATABASE_URL: '' })).toThrow(
    /databaseUrl: must be a postgres:\/\/ URL, in CALL_DATABASE_URL/,
  );
});

test('a service has its own database on the shared server, unless its own variable names another one', () => {
  const server = { ...sound, DATABASE_URL: 'postgres://me:pw@host:5432/postgres?sslmode=require' };
  expect(parseConfig(schema, server).databaseUrl).toBe(
    'postgres://me:pw@host:5432/movecall_call?sslmode=require',
  );
  const own = { ...server, CALL_DATABASE_URL: 'postgres://me:pw@elsewhere/calls' };
  expect(parseConfig(schema, own).databaseUrl).toBe('postgres://me:pw@elsewhere/calls');
});
