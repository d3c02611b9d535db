import { chmod, chown, mkdir, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Postgres, startPostgres, wipePostgres } from '@movecall/embedded/postgres';
import { openDatabase } from '../src/database.ts';
import { isTransient } from '@movecall/transient-errors';

let directory: string;
let server: Postgres;
const start = (): Promise<Postgres> => startPostgres({ directory, log: () => undefined, durable: false });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'movecall-standby-'));
  // When root runs the test, Postgres runs under another account, which must be able to enter the folder.
  await chmod(directory, 0o755);
  const migrations = join(directory, 'migrations', 'meta');
  await mkdir(migrations, { recursive: true });
  const entries = [{ idx: 0, version: '7', when: 1, tag: '0000_init', breakpoints: true }];
  await writeFile(join(migrations, '_journal.json'), JSON.stringify({ dialect: 'postgresql', entries }));
  await writeFile(join(directory, 'migrations', '0000_init.sql'), 'create table things (id int)');
  server = await start();
});
afterAll(async () => {
  await server.stop();
  await wipePostgres(directory);
  await rm(directory, { recursive: true, force: true });
});

/** The server stops, and a read-only standby answers at its address: as in a failover that has not finished. */
async function becomeStandby(): Promise<void> {
  await server.stop();
  const data = await realpath(join(directory, 'postgres'));
  await writeFile(join(data, 'standby.signal'), '');
  const { uid, gid } = await stat(data);
  await chown(join(data, 'standby.signal'), uid, gid);
  server = await start();
}

async function promote(): Promise<void> {
  const admin = postgres(server.url, { max: 1 });
  await admin`select pg_promote()`;
  await admin.end();
}

test('a standby is not accepted as the database; once it is promoted, every connection works', async () => {
  const { sql, ping, close } = await openDatabase({
    url: server.url,
    applicationName: 'test',
    migrations: join(directory, 'migrations'),
    connections: { commands: 3, reads: 3, background: 3 },
  });
  const readOnly = async () =>
    (await sql`show transaction_read_only`)[0]?.['transaction_read_only'] as string;
  const threeTimes = () => Promise.allSettled([1, 2, 3].map(readOnly));
  const heard: string[] = [];
  await sql.listen('news', (payload) => heard.push(payload));
  expect(await ping()).toBe(true);
  await becomeStandby();
  const answers = await threeTimes();
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  for (const answer of answers) expect(isTransient('reason' in answer && answer.reason)).toBe(true);
  await expect(sql.begin(readOnly)).rejects.toSatisfy(isTransient);
  expect(await ping()).toBe(false);
  await promote();
  await vi.waitFor(async () => expect(await ping()).toBe(true), { timeout: 60_000 });
  expect(
    await Promise.all([1, 2, 3].map(() => sql`insert into things values (1) returning id`)),
  ).toHaveLength(3);
  expect(await sql.begin((tx) => tx`insert into things values (1) returning id`)).toHaveLength(1);
  await vi.waitFor(
    async () => {
      await sql.notify('news', 'promoted');
      expect(heard).toContain('promoted');
    },
    { timeout: 60_000 },
  );
  await close();
});
