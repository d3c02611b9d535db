import { readdir, readFile } from 'node:fs/promises';
import { integer, pgTable } from 'drizzle-orm/pg-core';
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { expect, test } from 'vitest';

const folders = ['subgraphs/call', 'subgraphs/manage', 'subgraphs/assign', 'notifier'];
const root = new URL('../../', import.meta.url);

type Tables = Record<string, unknown>;

const tablesOf = async (folder: string): Promise<Tables> =>
  (await import(new URL(`${folder}/src/tables.ts`, root).href)) as Tables;

/** What drizzle-kit has written down about the tables after the last migration. */
async function newestSnapshot(folder: string): Promise<ReturnType<typeof generateDrizzleJson>> {
  const meta = new URL(`${folder}/migrations/meta/`, root);
  const newest = (await readdir(meta))
    .filter((name) => name.endsWith('_snapshot.json'))
    .toSorted()
    .at(-1);
  return JSON.parse(await readFile(new URL(newest ?? '', meta), 'utf8')) as ReturnType<
    typeof generateDrizzleJson
  >;
}

/** The statements of the migration that `drizzle-kit generate` would write; empty when there are no changes. */
const missing = async (folder: string, tables: Tables): Promise<readonly string[]> =>
  await generateMigration(await newestSnapshot(folder), generateDrizzleJson(tables));

test.each(folders)('the migrations of %s make the tables of its code', async (folder) => {
  expect(await missing(folder, await tablesOf(folder))).toEqual([]);
});

test.each(folders)('a table that only the code of %s has is noticed', async (folder) => {
  const added = pgTable('added', { number: integer() });
  const statements = await missing(folder, { ...(await tablesOf(folder)), added });
  expect(statements.join('\n')).toMatch(/CREATE TABLE "added"/);
});
