import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import type { Logger } from '@movecall/telemetry/logger';
import { isPostgresError } from './postgres-errors.ts';
import { isTransient } from '@movecall/transient-errors';

/** Whether a service applies its migrations itself, or waits until somebody has applied them. */
export type Migrating = 'apply' | 'await';

export interface Migrations {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** A folder that drizzle-kit made. */
  readonly folder: string;
}

/** The database did not get the migrations that were waited for; the message says what it lacks. */
export class MigrationsMissing extends Error {
  override readonly name = 'MigrationsMissing';
}

/** Any number: it only has to be the same for all replicas. Two migrators at once fail half way. */
const MIGRATION_LOCK = 7_261_001;
/** How long a server may take to come up beside the service, or to recover from a crash. */
const SERVER_PATIENCE_MS = 30_000;
/** How long a service waits for its migrations; whoever runs it starts it again. */
const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 200;
/** How long a migration waits for a table. Whoever asks for one meanwhile waits behind it. */
const LOCK_PATIENCE_MS = 5_000;

/**
 * Makes a database when it is missing, and applies what it lacks of the migrations; safe to call from several processes at
 * once.
 *
 * @returns the names of those that were applied
 * @throws when a table that they change is in use for longer than `lockPatienceMs` (lock_not_available); nothing is applied
 */
export async function migrateDatabase({
  url,
  folder,
  lockPatienceMs = LOCK_PATIENCE_MS,
}: Migrations & { readonly lockPatienceMs?: number }): Promise<readonly string[]> {
  await waitForServer(url, () => createIfMissing(url));
  const sql = connect(url);
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    // Set only now: whoever else migrates may take its time.
    await sql`select set_config('lock_timeout', ${String(lockPatienceMs)}, false)`;
    const before = (await newestApplied(sql)) ?? 0;
    await migrate(drizzle(sql), { migrationsFolder: folder });
    return (await readJournal(folder)).filter(({ when }) => when > before).map(({ tag }) => tag);
  } finally {
    // The session's end releases the lock.
    await sql.end();
  }
}

/**
 * Waits until a database has all of the migrations. One that has newer ones, of a release to come, is fine.
 *
 * @throws MigrationsMissing when it still lacks one after `patienceMs`
 */
export async function awaitMigrations({
  url,
  folder,
  logger,
  patienceMs = PATIENCE_MS,
}: Migrations & { readonly logger?: Logger | undefined; readonly patienceMs?: number }): Promise<void> {
  const wanted = (await readJournal(folder)).reduce((newest, next) =>
    next.when > newest.when ? next : newest,
  );
  const giveUpAt = Date.now() + patienceMs;
  let said = '';
  for (;;) {
    const lack = await whatItLacks(url, wanted);
    if (lack === null) return;
    const { host, pathname } = new URL(url);
    if (Date.now() > giveUpAt)
      throw new MigrationsMissing(
        `the database ${pathname.slice(1)} at ${host} was to have the migration ${wanted.tag}, and after ${patienceMs / 1000} s ${lack}; ` +
          "have this release's migrations applied, or set MIGRATIONS=apply",
      );
    if (lack !== said) logger?.info({ migration: wanted.tag, because: lack }, 'waiting for a migration');
    said = lack;
    await pause(LOOK_AGAIN_MS);
  }
}

interface Entry {
  /** The migration's name. */
  readonly tag: string;
  /** When it was written, ms: what drizzle orders migrations by, and remembers of those it has applied. */
  readonly when: number;
}

async function readJournal(folder: string): Promise<readonly [Entry, ...Entry[]]> {
  const text = await readFile(join(folder, 'meta/_journal.json'), 'utf8');
  const [first, ...others] = (JSON.parse(text) as { entries: Entry[] }).entries;
  if (first === undefined) throw new Error(`${folder} has no migrations`);
  return [first, ...others];
}

/** Why a database cannot be used yet; null when it can. */
async function whatItLacks(url: string, wanted: Entry): Promise<string | null> {
  const sql = connect(url);
  try {
    const newest = await newestApplied(sql);
    if (newest === null) return 'it has none';
    return newest >= wanted.when ? null : 'it has older ones only';
  } catch (error) {
    if (isPostgresError(error, '3D000')) return 'it does not exist';
    if (isTransient(error)) return 'its server does not answer';
    throw error;
  } finally {
    await sql.end();
  }
}

/** When the newest of the applied migrations was written, ms; null when there is none. */
async function newestApplied(sql: postgres.Sql): Promise<number | null> {
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as present`;
  if (!table?.['present']) return null;
  const [row] = await sql<{ newest: number | null }[]>`
    select max(created_at)::float8 as newest from drizzle.__drizzle_migrations`;
  return row?.newest ?? null;
}

const connect = (url: string): postgres.Sql => postgres(url, { max: 1, onnotice: () => undefined });

/** Repeats `work` while the server is not to be found, does not listen yet, or is starting up or recovering. */
async function waitForServer(url: string, work: () => Promise<void>): Promise<void> {
  const giveUpAt = Date.now() + SERVER_PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (Date.now() > giveUpAt)
        throw new Error(`no database server at ${new URL(url).host}`, { cause: error });
      await pause(LOOK_AGAIN_MS);
    }
  }
}

async function createIfMissing(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  const probe = connect(url);
  try {
    await probe`select 1`;
  } catch (error) {
    if (!isPostgresError(error, '3D000')) throw error;
    const server = new URL(url);
    server.pathname = '/postgres';
    const admin = connect(server.href);
    try {
      await admin`create database ${admin(name)}`;
    } catch (raced) {
      // Another replica was first: duplicate_database, or unique_violation when both were at it in the same moment.
      if (!isPostgresError(raced, '42P04') && !isPostgresError(raced, '23505')) throw raced;
    } finally {
      await admin.end();
    }
  } finally {
    await probe.end();
  }
}
