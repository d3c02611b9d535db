import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { traceQueries } from './database-spans.ts';
import { socketAgainstSilence } from './silence.ts';
import { isTracing } from './trace.ts';

/** A service's own database; a transaction of it is what stores and reactions work in. */
export type Database = PostgresJsDatabase;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

export interface DatabaseHandle {
  readonly db: Database;
  /** The driver beneath `db`, for LISTEN and for statements that drizzle has no words for. */
  readonly sql: postgres.Sql;
  /** True when a trivial query is answered, and soon. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`; the database is made when it is missing. */
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Folder of drizzle migrations, applied before the handle is returned. */
  readonly migrations: string;
  readonly maxConnections?: number;
  /** After how long without an answer a connection is given up, ms. */
  readonly silentAfterMs?: number;
}

/** Any number: it only has to be the same for all replicas. Two migrators at once fail half way. */
const MIGRATION_LOCK = 7_261_001;

const quiet = { onnotice: () => undefined };

/** Opens a service's database, made and migrated as needed; safe to call from several replicas at once. */
export async function openDatabase(options: DatabaseOptions): Promise<DatabaseHandle> {
  await waitForServer(options.url, () => createIfMissing(options.url));
  await applyMigrations(options.url, options.migrations);
  const sql = postgres(options.url, {
    ...quiet,
    max: options.maxConnections ?? 10,
    connection: {
      application_name: options.applicationName,
      // A process that is frozen in the middle of a transaction must not hold its locks against its replicas.
      idle_in_transaction_session_timeout: FROZEN_AFTER_MS,
    },
    // Reconnecting at a steady pace keeps the time to recover after a database restart short.
    backoff: () => 0.25,
    connect_timeout: 5,
    ...unlistedOptions(options),
  });
  if (isTracing()) traceQueries(sql, new URL(options.url).pathname.slice(1));
  return {
    db: drizzle(sql),
    sql,
    ping: () =>
      Promise.race([
        sql`select 1`.then(() => true).catch(() => false),
        pause(PING_MS, false, { ref: false }),
      ]),
    close: () => sql.end({ timeout: 5 }),
  };
}

/** Far above what a transaction here takes between two statements. */
const FROZEN_AFTER_MS = 10_000;
/** Longer than a lock that a frozen process holds is waited for. */
const SILENT_AFTER_MS = 15_000;
const PING_MS = 2_000;

/** The driver takes a maker of sockets, as its manual says; its types do not know of it. */
const unlistedOptions = ({ silentAfterMs = SILENT_AFTER_MS }: DatabaseOptions): object => ({
  socket: socketAgainstSilence(silentAfterMs),
});

/** How long a server may take to come up beside the service, or to recover from a crash. */
const SERVER_PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 200;

/** Repeats `work` while the server does not listen yet, or is starting up or recovering. */
async function waitForServer(url: string, work: () => Promise<void>): Promise<void> {
  const giveUpAt = Date.now() + SERVER_PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isComingUp(error)) throw error;
      if (Date.now() > giveUpAt)
        throw new Error(`no database server at ${new URL(url).host}`, { cause: error });
      await pause(LOOK_AGAIN_MS);
    }
  }
}

/** Nobody listens, or cannot_connect_now. */
const isComingUp = (error: unknown): boolean =>
  isPostgresError(error, '57P03') ||
  (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED');

async function createIfMissing(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  const probe = postgres(url, { ...quiet, max: 1 });
  try {
    await probe`select 1`;
  } catch (error) {
    if (!isPostgresError(error, '3D000')) throw error;
    const server = new URL(url);
    server.pathname = '/postgres';
    const admin = postgres(server.href, { ...quiet, max: 1 });
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

async function applyMigrations(url: string, folder: string): Promise<void> {
  const sql = postgres(url, { ...quiet, max: 1 });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle(sql), { migrationsFolder: folder });
  } finally {
    // The session's end releases the lock.
    await sql.end();
  }
}

/** Whether an error is Postgres's own with this SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
export function isPostgresError(error: unknown, sqlState: string): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === sqlState;
}
