import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { withEffects } from './after-commit.ts';
import { traceQueries } from './query-spans.ts';
import type { Logger } from '@movecall/telemetry/logger';
import { awaitMigrations, migrateDatabase, type Migrating } from './migrations.ts';
import { socketAgainstSilence } from './socket-timeout.ts';
import { isTracing } from '@movecall/telemetry/trace';

export { afterCommit } from './after-commit.ts';
export { isPostgresError } from './postgres-errors.ts';

/** A service's own database; a transaction of it is what stores and reactions work in. */
export type Database = PostgresJsDatabase;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

export interface DatabaseHandle {
  readonly db: Database;
  /** The driver beneath `db`, for LISTEN and for statements that drizzle has no words for. */
  readonly sql: postgres.Sql;
  /** True when a trivial query is answered, and soon, by a database that can be written to. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Folder of drizzle migrations: the database has them all before the handle is returned. */
  readonly migrations: string;
  /** Whether they are applied here, or waited for. Default: applied, and the database is made when it is missing. */
  readonly migrating?: Migrating;
  readonly logger?: Logger;
  readonly maxConnections?: number;
  /** After how long without an answer a connection is given up, ms. */
  readonly silentAfterMs?: number;
}

const quiet = { onnotice: () => undefined };

/**
 * Opens a service's database, once it has the service's migrations; safe to call from several replicas at once.
 *
 * @throws MigrationsMissing when they were waited for in vain
 */
export async function openDatabase(options: DatabaseOptions): Promise<DatabaseHandle> {
  const { url, migrations: folder, migrating = 'apply', logger } = options;
  if (migrating === 'await') await awaitMigrations({ url, folder, logger });
  else await migrateDatabase({ url, folder });
  const sql = postgres(url, {
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
    // In a failover a new connection may reach a reader, and would stay with it for as long as it lasts. Not 'read-write': the
    // driver takes a reader for one, unless its sessions are read-only by default.
    target_session_attrs: 'primary',
    ...unlistedOptions(options),
  });
  if (isTracing()) traceQueries(sql, new URL(options.url).pathname.slice(1));
  return {
    db: withEffects(drizzle(sql)),
    sql,
    ping: () =>
      Promise.race([
        sql`show transaction_read_only`
          .then(([row]) => row?.['transaction_read_only'] === 'off')
          .catch(() => false),
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
