import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import postgres, { type Sql, type TransactionSql } from 'postgres';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { socketWithTimeout } from '../src/socket-timeout.ts';

type AnySql = Sql | TransactionSql;
// The driver's types leave out its option max_pipeline.
type Options = postgres.Options<Record<string, never>> & { url?: string; max_pipeline?: number };

/**
 * Creates a database for the tests of one file, with a table `entry` that is emptied after each test. A test fails when an
 * error escapes to the process, where it would end a service.
 */
export function useDriverDatabase() {
  const silent = { onnotice: () => {} };
  const server = inject('postgresUrl');
  const admin = postgres(server, { max: 1, ...silent });
  const database = `driver_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = `/${database}`;

  const pools: Sql[] = [];
  const escaped: unknown[] = [];
  const escape = (error: unknown) => void escaped.push(error);

  /** Opens a pool of one connection: the next statement runs on the replacement of a connection that died. */
  function connect(options: Options = {}): Sql {
    const { url: target = url.href, ...rest } = options;
    // The sockets that services use.
    const sockets: object = { socket: socketWithTimeout(15_000) };
    const sql = postgres(target, { max: 1, ...silent, ...sockets, ...rest });
    pools.push(sql);
    return sql;
  }

  beforeAll(async () => {
    process.on('unhandledRejection', escape).on('uncaughtException', escape);
    await admin.unsafe(`create database ${database}`);
    await connect()`create table entry (label text primary key)`;
  });

  afterEach(async () => {
    await connect()`truncate entry`;
    await Promise.all(pools.splice(0).map((sql) => sql.end({ timeout: 1 })));
    await turn();
    expect(escaped.splice(0)).toEqual([]);
  });

  afterAll(async () => {
    await admin.unsafe(`drop database if exists ${database} with (force)`);
    await admin.end();
    process.off('unhandledRejection', escape).off('uncaughtException', escape);
  });

  return {
    url: url.href,
    connect,
    labels: async () => {
      const rows = await connect()<{ label: string }[]>`select label from entry order by label`;
      return rows.map((row) => row.label);
    },
    kill: (pid: number) => admin`select pg_terminate_backend(${pid}, 5000)`,
    /** Kills the backends of an application. Resolves with their number once they are gone. */
    killAll: async (application: string) => {
      const killed = await admin`
        select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = ${application}`;
      return killed.length;
    },
  };
}

export const insert = (sql: AnySql, label: string) => sql`insert into entry (label) values (${label})`;

export const backendOf = async (sql: AnySql): Promise<number> => {
  const [backend] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
  return backend.pid;
};

export const killSelf = (sql: AnySql) => sql.unsafe('select pg_terminate_backend(pg_backend_pid())');

/** A promise, `opened`, that the test resolves with `open`. */
export function gate<T = void>() {
  let open!: (value: T) => void;
  const opened = new Promise<T>((resolve) => (open = resolve));
  return { open, opened };
}
