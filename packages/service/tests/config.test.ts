import { expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError, key256, parseConfig, withDatabase } from '../src/config.ts';

const schema = withDatabase(
  z.object({ PORT: z.coerce.number(), KEY: key256 }),
  'CALL_DATABASE_URL',
  'movecall_call',
);
const sound = { PORT: '80', KEY: Buffer.alloc(32).toString('base64') };

test('names every variable that is missing or malformed, and repeats no value', () => {
  const read = () => parseConfig(schema, { PORT: 'eighty', KEY: 'secret' });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/PORT[^]*KEY[^]*CALL_DATABASE_URL/);
  expect(read).not.toThrow(/eighty|secret/);
});

test('a variable that is empty counts as absent', () => {
  expect(() => parseConfig(schema, { ...sound, CALL_DATABASE_URL: '' })).toThrow(
    /databaseUrl: must be a postgres:\/\/ URL, in CALL_DATABASE_URL/,
  );
});

test('a service has a database of its own on a shared server, unless it names another', () => {
  const server = { ...sound, DATABASE_URL: 'postgres://me:pw@host:5432/postgres?sslmode=require' };
  expect(parseConfig(schema, server).databaseUrl).toBe(
    'postgres://me:pw@host:5432/movecall_call?sslmode=require',
  );
  const own = { ...server, CALL_DATABASE_URL: 'postgres://me:pw@elsewhere/calls' };
  expect(parseConfig(schema, own).databaseUrl).toBe('postgres://me:pw@elsewhere/calls');
});
