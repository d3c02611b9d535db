import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { withAfterCommit } from './after-commit.ts';
import { prepareStatements } from './prepared-statements.ts';
import { traceQueries } from './query-spans.ts';
import type { Logger } from '@movecall/telemetry/logger';
import { awaitMigrations, migrateDatabase, type Migrating } from './migrations.ts';
import { socketWithTimeout } from './socket-timeout.ts';
import { isTracing } from '@movecall/telemetry/trace';

export { afterCommit } from './after-commit.ts';
export { isPostgresError } from './postgres-errors.ts';

/** The database of a service. */
export type Database = PostgresJsDatabase;
/** A transaction of it, in which stores and reactions work. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/**
 * A service's database. Each purpose has connections of its own, so that none can take another's: many slow queries delay
 * neither a command nor an event.
 */
export interface DatabaseHandle {
  /** For commands, and for reading what a command has done. */
  readonly db: Database;
  /** The driver beneath `db`, for statements that drizzle cannot express. */
  readonly sql: postgres.Sql;
  /** For queries. */
  readonly reads: Database;
  /** For events, periodic jobs and metrics. The driver beneath also serves LISTEN, on one more connection. */
  readonly background: { readonly db: Database; readonly sql: postgres.Sql };
  /** Whether the database answers a trivial query within two seconds and accepts writes. It asks as a command. Never rejects. */
  ping(): Promise<boolean>;
  /** Waits up to five seconds for queries in flight, then closes all connections. */
  close(): Promise<void>;
}

/** How many connections each purpose has. */
export interface Connections {
  readonly commands: number;
  readonly reads: number;
  readonly background: number;
}

/** With the connection for LISTEN a process has fifteen. */
export const standardConnections: Connections = { commands: 5, reads: 5, background: 4 };

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** The folder of the drizzle migrations. The database has all of them when `openDatabase` resolves. */
  readonly migrations: string;
  /** `apply` (the default) applies missing migrations, and creates the database if it is missing. `await` waits for them. */
  readonly migrating?: Migrating;
  readonly logger?: Logger;
  /** `standardConnections` when absent. */
  readonly connections?: Connections;
  /** A connection on which an answer takes longer is closed, ms; 15 s when absent. */
  readonly answerTimeoutMs?: number;
}

const quiet = { onnotice: () => undefined };

/**
 * Opens the database of a service, once it has the service's migrations. Several replicas may open it at the same time.
 *
 * @throws MigrationsMissing when `migrating` is `await` and the migrations are still missing after a minute
 */
export async function openDatabase(options: DatabaseOptions): Promise<DatabaseHandle> {
  const { url, migrations: folder, migrating = 'apply', logger } = options;
  if (migrating === 'await') await awaitMigrations({ url, folder, logger });
  else await migrateDatabase({ url, folder });
  const { commands, reads, background } = options.connections ?? standardConnections;
  const pools = {
    commands: openPool(options, commands),
    reads: openPool(options, reads),
    background: openPool(options, background),
  };
  const { sql } = pools.commands;
  return {
    ...pools.commands,
    reads: pools.reads.db,
    background: pools.background,
    ping: () => Promise.race([acceptsWrites(sql), pause(PING_MS, false, { ref: false })]),
    close: async () =>
      void (await Promise.all(Object.values(pools).map((pool) => pool.sql.end({ timeout: 5 })))),
  };
}

/** @param max how many connections are opened, when they are needed */
function openPool(
  options: DatabaseOptions,
  max: number,
): { readonly db: Database; readonly sql: postgres.Sql } {
  const sql = postgres(options.url, {
    ...quiet,
    max,
    connection: {
      application_name: options.applicationName,
      // A process that is frozen within a transaction must not hold its locks against its replicas.
      idle_in_transaction_session_timeout: FROZEN_AFTER_MS,
    },
    // Reconnecting at a steady pace keeps the recovery after a database restart short.
    backoff: () => 0.25,
    connect_timeout: 5,
    // During a failover a new connection may reach a standby, and would stay there as long as it lasts. Not 'read-write': for
    // that the driver accepts a standby, unless its sessions are read-only by default.
    target_session_attrs: 'primary',
    ...untypedOptions(options),
  });
  prepareStatements(sql);
  if (isTracing()) traceQueries(sql, new URL(options.url).pathname.slice(1));
  return { db: withAfterCommit(drizzle(sql)), sql };
}

/** Far longer than a transaction here takes between two statements. */
const FROZEN_AFTER_MS = 10_000;
/** Longer than FROZEN_AFTER_MS: a statement may wait that long for a lock that a frozen process holds. */
const ANSWER_TIMEOUT_MS = 15_000;
const PING_MS = 2_000;

const acceptsWrites = (sql: postgres.Sql): Promise<boolean> =>
  sql`show transaction_read_only`
    .then(([row]) => row?.['transaction_read_only'] === 'off')
    .catch(() => false);

/** Options that the driver's manual describes and its types leave out. */
const untypedOptions = ({ answerTimeoutMs = ANSWER_TIMEOUT_MS }: DatabaseOptions): object => ({
  socket: socketWithTimeout(answerTimeoutMs),
});
