import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import type { Logger } from '@movecall/telemetry/logger';
import { isPostgresError } from './postgres-errors.ts';
import { isTransient } from '@movecall/transient-errors';

/** Whether a service applies its migrations itself, or waits until another process has applied them. */
export type Migrating = 'apply' | 'await';

export interface Migrations {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** A folder that drizzle-kit has generated. */
  readonly folder: string;
}

/** The database still lacks migrations after the time limit. The message says what it lacks and what to do. */
export class MigrationsMissing extends Error {
  override readonly name = 'MigrationsMissing';
}

/** The key of the advisory lock under which migrations are applied: two migrators at the same time would fail halfway. */
const MIGRATION_LOCK = 7_261_001;
/** How long a server may take to start together with the service, or to recover from a crash, ms. */
const SERVER_TIMEOUT_MS = 30_000;
/** How long a service waits for its migrations, ms. After that it exits, and its supervisor restarts it. */
const MIGRATIONS_TIMEOUT_MS = 60_000;
const POLL_MS = 200;
/** How long a migration waits for the lock on a table, ms. Statements that need the table queue behind it meanwhile. */
const LOCK_TIMEOUT_MS = 5_000;

/**
 * Creates a database if it is missing, and applies the migrations that it lacks. Several processes may call it at the same
 * time.
 *
 * @returns the names of the migrations that were applied
 * @throws PostgresError lock_not_available when a table that they change is in use for longer than `lockTimeoutMs`; nothing
 * is applied then
 */
export async function migrateDatabase({
  url,
  folder,
  lockTimeoutMs = LOCK_TIMEOUT_MS,
}: Migrations & { readonly lockTimeoutMs?: number }): Promise<readonly string[]> {
  await waitForServer(url, () => createIfMissing(url));
  const sql = connect(url);
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    // Set after the advisory lock: the lock may be waited for as long as another process migrates.
    await sql`select set_config('lock_timeout', ${String(lockTimeoutMs)}, false)`;
    const before = (await newestApplied(sql)) ?? 0;
    await migrate(drizzle(sql), { migrationsFolder: folder });
    return (await readJournal(folder)).filter(({ when }) => when > before).map(({ tag }) => tag);
  } finally {
    // The end of the session releases the advisory lock.
    await sql.end();
  }
}

/**
 * Waits until a database has all of the migrations. It may also have newer ones, of a later release.
 *
 * @throws MigrationsMissing when the database still lacks one after `timeoutMs`
 */
export async function awaitMigrations({
  url,
  folder,
  logger,
  timeoutMs = MIGRATIONS_TIMEOUT_MS,
}: Migrations & { readonly logger?: Logger | undefined; readonly timeoutMs?: number }): Promise<void> {
  const wanted = (await readJournal(folder)).reduce((newest, next) =>
    next.when > newest.when ? next : newest,
  );
  const giveUpAt = Date.now() + timeoutMs;
  let logged = '';
  for (;;) {
    const lack = await whatItLacks(url, wanted);
    if (lack === null) return;
    const { host, pathname } = new URL(url);
    if (Date.now() > giveUpAt)
      throw new MigrationsMissing(
        `the database ${pathname.slice(1)} at ${host} does not have the migration ${wanted.tag} after ${timeoutMs / 1000} s: ${lack}; ` +
          "apply this release's migrations, or set MIGRATIONS=apply",
      );
    if (lack !== logged) logger?.info({ migration: wanted.tag, because: lack }, 'waiting for a migration');
    logged = lack;
    await pause(POLL_MS);
  }
}

interface Entry {
  /** The migration's name. */
  readonly tag: string;
  /** When the migration was written, ms. drizzle orders migrations by it, and stores it for those it has applied. */
  readonly when: number;
}

async function readJournal(folder: string): Promise<readonly [Entry, ...Entry[]]> {
  const text = await readFile(join(folder, 'meta/_journal.json'), 'utf8');
  const [first, ...others] = (JSON.parse(text) as { entries: Entry[] }).entries;
  if (first === undefined) throw new Error(`${folder} has no migrations: generate them with drizzle-kit`);
  return [first, ...others];
}

/** Why a database cannot be used yet; null when it has the wanted migration. */
async function whatItLacks(url: string, wanted: Entry): Promise<string | null> {
  const sql = connect(url);
  try {
    const newest = await newestApplied(sql);
    if (newest === null) return 'it has no migrations';
    return newest >= wanted.when ? null : 'it has only older migrations';
  } catch (error) {
    if (isPostgresError(error, '3D000')) return 'it does not exist';
    if (isTransient(error)) return `its server does not answer, or refuses the session (${codeOf(error)})`;
    throw error;
  } finally {
    await sql.end();
  }
}

/** When the newest of the applied migrations was written, ms; null when none was applied. */
async function newestApplied(sql: postgres.Sql): Promise<number | null> {
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as present`;
  if (!table?.['present']) return null;
  const [row] = await sql<{ newest: number | null }[]>`
    select max(created_at)::float8 as newest from drizzle.__drizzle_migrations`;
  return row?.newest ?? null;
}

const connect = (url: string): postgres.Sql => postgres(url, { max: 1, onnotice: () => undefined });

/**
 * Repeats `work` while the server's name does not resolve, or the server does not listen yet, is starting up, is recovering or
 * refuses the session.
 */
async function waitForServer(url: string, work: () => Promise<void>): Promise<void> {
  const giveUpAt = Date.now() + SERVER_TIMEOUT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (Date.now() > giveUpAt)
        throw new Error(
          `the database server at ${new URL(url).host} does not answer, or refuses the session (${codeOf(error)}): ` +
            'check DATABASE_URL, or start the server',
          { cause: error },
        );
      await pause(POLL_MS);
    }
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'no code';

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
      // Another replica was first: duplicate_database, or unique_violation when both created it at the same moment.
      if (!isPostgresError(raced, '42P04') && !isPostgresError(raced, '23505')) throw raced;
    } finally {
      await admin.end();
    }
  } finally {
    await probe.end();
  }
}
