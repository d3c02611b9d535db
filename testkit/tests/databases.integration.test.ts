import { expect, inject, test } from 'vitest';
import postgres from 'postgres';
import { createTestDatabase } from '../src/database.ts';

test('a test database can be used and dropped', async () => {
  const database = await createTestDatabase();
  const sql = postgres(database.url);
  expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  await sql.end();
  await database.drop();
  expect(inject('redisUrl')).toMatch(/^redis:/);
});

test('drop fails while a connection is open, and the error names the connection', async () => {
  const database = await createTestDatabase();
  const sql = postgres(database.url, { connection: { application_name: 'leaky' }, onclose: () => undefined });
  await sql`SELECT 'left open'`;
  await expect(database.drop()).rejects.toThrow(/1 connection\(s\)[^]*leaky[^]*left open/);
  await sql.end();
});
