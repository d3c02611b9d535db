import { producers } from '@movecall/schema/streams';
import { openDatabase } from '@movecall/database';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '@movecall/testkit/database';

const migrationsOf = (service: string): string =>
  fileURLToPath(
    new URL(`../../${service === 'notifier' ? '' : 'subgraphs/'}${service}/migrations`, import.meta.url),
  );

/** The migrations of a service, and an invented one of its next release. */
async function migrationsOfNextRelease(service: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(migrationsOf(service), folder, { recursive: true });
  await writeFile(join(folder, '9999_note.sql'), 'alter table dead_letters add column note text');
  const file = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(await readFile(file, 'utf8')) as { entries: object[] };
  // drizzle applies a migration if it is newer than the newest one in the database.
  journal.entries.push({ idx: 9999, version: '7', when: Date.now(), tag: '9999_note', breakpoints: true });
  await writeFile(file, JSON.stringify(journal));
  return folder;
}

test.each(producers)(
  '%s keeps one dead letter per stream entry, also after the next release has migrated its database',
  async (service) => {
    const { url, drop } = await createTestDatabase();
    const sql = postgres(url, { max: 1, onnotice: () => undefined });
    onTestFinished(async () => {
      await sql.end();
      await drop();
    });
    const migrate = async (migrations: string): Promise<void> =>
      (await openDatabase({ url, applicationName: 'test', migrations })).close();
    const write = (stream: string, entryId: string, error: string, at: string) => sql`
      insert into dead_letters (stream, entry_id, payload, error, attempts, at)
      values (${stream}, ${entryId}, '', ${error}, 5, ${at})`;
    await migrate(migrationsOf(service));
    await write('a', '1-1', 'first', '2026-01-01');
    await write('a', '1-2', 'another entry', '2026-01-03');
    await write('b', '1-1', 'another stream', '2026-01-04');
    await expect(write('a', '1-1', 'second', '2026-01-02')).rejects.toMatchObject({ code: '23505' });
    await migrate(await migrationsOfNextRelease(service));
    const kept = await sql<{ error: string; note: null }[]>`select error, note from dead_letters order by at`;
    expect(kept).toEqual([
      { error: 'first', note: null },
      { error: 'another entry', note: null },
      { error: 'another stream', note: null },
    ]);
    await expect(write('a', '1-1', 'once more', '2026-01-05')).rejects.toMatchObject({ code: '23505' });
  },
);
