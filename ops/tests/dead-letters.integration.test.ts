import { producers } from '@movecall/schema/events';
import { openDatabase } from '@movecall/database';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '@movecall/testkit/database';

const folderOf = (service: string): string =>
  fileURLToPath(
    new URL(`../../${service === 'notifier' ? '' : 'subgraphs/'}${service}/migrations`, import.meta.url),
  );

/** The migrations of a service up to, and without, one of them. */
async function migrationsBefore(service: string, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(folderOf(service), folder, { recursive: true });
  const file = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(await readFile(file, 'utf8')) as { entries: { tag: string }[] };
  const at = journal.entries.findIndex(({ tag }) => tag.endsWith(name));
  expect(at).toBeGreaterThan(0);
  await writeFile(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, at) }));
  return folder;
}

test.each(producers)('of letters that %s wrote twice the older one is kept', async (service) => {
  const { url, drop } = await createTestDatabase();
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  onTestFinished(async () => {
    await sql.end();
    await drop();
  });
  const migrate = async (migrations: string): Promise<void> =>
    (await openDatabase({ url, applicationName: 'test', migrations })).close();
  await migrate(await migrationsBefore(service, 'dead_letter_once'));
  const write = (stream: string, entryId: string, error: string, at: string) => sql`
    insert into dead_letters (stream, entry_id, payload, error, attempts, at)
    values (${stream}, ${entryId}, '', ${error}, 5, ${at})`;
  await write('a', '1-1', 'second', '2026-01-02');
  await write('a', '1-1', 'first', '2026-01-01');
  await write('a', '1-2', 'another entry', '2026-01-03');
  await write('b', '1-1', 'another stream', '2026-01-04');
  await write('a', '1-1', 'of the same moment', '2026-01-01');
  await migrate(folderOf(service));
  const kept = await sql<{ error: string }[]>`select error from dead_letters order by at`;
  expect(kept.map(({ error }) => error)).toEqual([
    expect.stringMatching('first|of the same moment'),
    'another entry',
    'another stream',
  ]);
  await expect(write('a', '1-1', 'once more', '2026-01-05')).rejects.toMatchObject({ code: '23505' });
});
