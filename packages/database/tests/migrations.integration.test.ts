import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { createLogger, type Logger } from '@movecall/telemetry/logger';
import { awaitMigrations, migrateDatabase, MigrationsMissing } from '../src/migrations.ts';

/** The migrations of a release, and of the next release. */
let first: string;
let second: string;
beforeAll(async () => {
  first = await folderOf('0000_things');
  second = await folderOf('0000_things', '0001_more');
});
afterAll(async () => {
  for (const folder of [first, second]) await rm(folder, { recursive: true });
});

async function folderOf(...tags: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  await mkdir(join(folder, 'meta'));
  const entries = tags.map((tag, idx) => ({ idx, version: '7', when: 1_000 + idx, tag, breakpoints: true }));
  for (const { tag, idx } of entries)
    await writeFile(join(folder, `${tag}.sql`), `create table things_${idx} (id int primary key)`);
  const journal = { version: '7', dialect: 'postgresql', entries };
  await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify(journal));
  return folder;
}

/** The URL of a database that does not exist. */
function missing(): string {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/test_${randomUUID().replaceAll('-', '')}`;
  onTestFinished(async () => {
    const admin = postgres(inject('postgresUrl'), { max: 1, onnotice: () => undefined });
    await admin`drop database if exists ${admin(url.pathname.slice(1))} with (force)`;
    await admin.end();
  });
  return url.href;
}

/** A logger that keeps the reasons it has logged. `logged` resolves once a reason has been logged. */
function listeningLogger() {
  const reasons: string[] = [];
  const waiting = new Map<string, () => void>();
  const logger: Logger = createLogger('test', 'info', {
    write(line) {
      const { because } = JSON.parse(line) as { because: string };
      reasons.push(because);
      waiting.get(because)?.();
    },
  });
  const logged = (because: string) =>
    new Promise<void>((resolve) => {
      waiting.set(because, resolve);
      if (reasons.includes(because)) resolve();
    });
  return { logger, reasons, logged };
}

test('a service that does not migrate opens its database once it is migrated, and logs what it waits for', async () => {
  const url = missing();
  const { logger, reasons, logged } = listeningLogger();
  const options = { url, applicationName: 'test', migrations: second, migrating: 'await', logger } as const;
  const opening = openDatabase(options);
  await logged('it does not exist');
  await migrateDatabase({ url, folder: first });
  await logged('it has only older migrations');
  await migrateDatabase({ url, folder: second });
  const { sql, close } = await opening;
  expect(await sql`select * from things_1`).toEqual([]);
  expect(reasons.at(-1)).toBe('it has only older migrations');
  await close();
});

test('of several processes that migrate at once, one applies the missing migrations and returns their names', async () => {
  const url = missing();
  const outcomes = await Promise.all([1, 2, 3].map(() => migrateDatabase({ url, folder: second })));
  expect(outcomes.toSorted((a, b) => b.length - a.length)).toEqual([['0000_things', '0001_more'], [], []]);
});

test('a migration does not wait long for a table that is in use, and may be tried again', async () => {
  const url = missing();
  await migrateDatabase({ url, folder: first });
  const folder = await folderOf('0000_things', '0001_more');
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, '0001_more.sql'), 'alter table things_0 add column name text');
  const reader = postgres(url, { max: 1 });
  await reader.begin(async (tx) => {
    await tx`select * from things_0`;
    const migrating = migrateDatabase({ url, folder, lockTimeoutMs: 100 });
    await expect(migrating).rejects.toMatchObject({ cause: { code: '55P03' } });
  });
  await reader.end();
  expect(await migrateDatabase({ url, folder })).toEqual(['0001_more']);
});

test('only migrations that an earlier release has not applied are applied', async () => {
  const url = missing();
  expect(await migrateDatabase({ url, folder: first })).toEqual(['0000_things']);
  expect(await migrateDatabase({ url, folder: second })).toEqual(['0001_more']);
});

test('a database that a newer release has migrated is ready at once', async () => {
  const url = missing();
  await migrateDatabase({ url, folder: second });
  const { logger, reasons } = listeningLogger();
  await awaitMigrations({ url, folder: first, logger, timeoutMs: 0 });
  expect(reasons).toEqual([]);
});

test('a wait that times out names the migration, the database and what to do, and creates nothing', async () => {
  const url = missing();
  const waiting = () => awaitMigrations({ url, folder: second, timeoutMs: 0 });
  await expect(waiting()).rejects.toThrow(MigrationsMissing);
  const { host, pathname } = new URL(url);
  await expect(waiting()).rejects.toThrow(
    `the database ${pathname.slice(1)} at ${host} does not have the migration 0001_more after 0 s: it does not exist; ` +
      "apply this release's migrations, or set MIGRATIONS=apply",
  );
  const admin = postgres(inject('postgresUrl'), { max: 1 });
  await admin`create database ${admin(pathname.slice(1))}`;
  await admin.end();
  await expect(waiting()).rejects.toThrow('it has no migrations');
});

test.each([
  ['that does not listen', { port: '1' }],
  ['whose name does not resolve', { hostname: 'database.invalid' }],
])('a server %s is reported as not answering', async (_which, place) => {
  const url = Object.assign(new URL(inject('postgresUrl')), place).href;
  await expect(awaitMigrations({ url, folder: second, timeoutMs: 0 })).rejects.toThrow(
    'its server does not answer',
  );
});
