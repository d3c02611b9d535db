import { createTestDatabase } from '@movecall/testkit/database';
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/postgres-js';
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertRows, readRows, selectRows, updateRows } from '../src/rows.ts';

const things = pgTable('things', {
  id: uuid().primaryKey(),
  nth: bigint({ mode: 'number' }).notNull(),
  madeAt: timestamp('made_at', { withTimezone: true }).notNull(),
  movingOn: date('moving_on'),
  names: text().array(),
  about: jsonb().$type<{ readonly name: string }>(),
  open: boolean(),
  size: integer('size_of_thing'),
});

const database = await createTestDatabase();
const connection = postgres(database.url, { onnotice: () => undefined });
const db = drizzle(connection);
beforeAll(async () => {
  for (const statement of await generateMigration(generateDrizzleJson({}), generateDrizzleJson({ things })))
    await db.execute(statement);
});
afterAll(async () => {
  await connection.end();
  await database.drop();
});

const full = {
  id: randomUUID(),
  nth: 5_000_000_000,
  madeAt: new Date('2026-03-01T09:00:00.123Z'),
  movingOn: '2026-03-09',
  names: ['포장이사', 'a, "b"'],
  about: { name: '이삿짐' },
  open: true,
  size: 3,
};
const empty = { ...full, id: randomUUID(), movingOn: null, names: null, about: null, open: null, size: null };

test('rows are read as drizzle reads them, whatever the type of a column and with nulls', async () => {
  await db.execute(insertRows(things, [full, empty]));
  const read = readRows(
    things,
    await db.execute(sql`${selectRows(things)} order by size_of_thing nulls last`),
  );
  expect(read).toEqual([full, empty]);
  expect(read).toEqual(await db.select().from(things).orderBy(things.size));
});

test('an update writes the columns of the given rows and leaves the others as they are', async () => {
  await db.execute(updateRows(things, 'id', [{ id: full.id, size: 4, madeAt: new Date(0) }]));
  await db.execute(updateRows(things, 'id', [{ id: empty.id, open: false }]));
  const read = readRows(
    things,
    await db.execute(sql`${selectRows(things)} order by size_of_thing nulls last`),
  );
  expect(read).toEqual([
    { ...full, size: 4, madeAt: new Date(0) },
    { ...empty, open: false },
  ]);
});

test('no rows to write, and a property without a column, are faults of the caller', () => {
  expect(() => insertRows(things, [])).toThrow('no rows');
  expect(() => updateRows(things, 'id', [{ id: full.id, unknown: 1 }])).toThrow('no column for unknown');
});
