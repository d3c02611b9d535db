import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type postgres from 'postgres';
import { inject } from 'vitest';
import { asSuperuser } from './database.ts';

/** A fault that keeps every statement of one account from being run. */
export interface Outage {
  readonly name: string;
  begin(): Promise<void>;
  end(): Promise<void>;
}

export interface Account {
  /** The database's URL with the account's name and password. */
  readonly url: string;
  readonly outages: readonly Outage[];
  /** Call it before the database is dropped. */
  remove(): Promise<void>;
}

/**
 * Creates an account that may use a database of the test run's Postgres, and the faults with which the server refuses its
 * sessions. A fault also ends the open sessions.
 */
export async function createAccount(databaseUrl: string): Promise<Account> {
  const server = inject('postgresUrl');
  const url = new URL(databaseUrl);
  const database = url.pathname.slice(1);
  const account = `account_${randomBytes(8).toString('hex')}`;
  const password = randomBytes(16).toString('hex');
  await asSuperuser(server, async (sql) => {
    await sql.unsafe(`create role ${account} login password '${password}'`);
    // The account has the rights of the tables' owner, and not the owner's exemption from limits.
    await sql`grant ${sql(url.username)} to ${sql(account)}`;
  });
  url.username = account;
  url.password = password;

  const outage = (name: string, begin: string, end: string): Outage => ({
    name,
    begin: () =>
      asSuperuser(server, async (sql) => {
        await sql.unsafe(begin);
        await endSessions(sql, 'usename', account);
      }),
    end: () => asSuperuser(server, async (sql) => void (await sql.unsafe(end))),
  });
  return {
    url: url.href,
    outages: [
      outage('may not log in', `alter role ${account} nologin`, `alter role ${account} login`),
      outage(
        'has another password',
        `alter role ${account} password 'changed'`,
        `alter role ${account} password '${password}'`,
      ),
      outage(
        'has too many connections',
        `alter role ${account} connection limit 0`,
        `alter role ${account} connection limit -1`,
      ),
      outage(
        'meets a database that accepts no connections',
        `alter database ${database} allow_connections false`,
        `alter database ${database} allow_connections true`,
      ),
      {
        name: 'meets a database that is missing',
        begin: () => asSuperuser(server, (sql) => rename(sql, database, `${database}_away`)),
        end: () => asSuperuser(server, (sql) => rename(sql, `${database}_away`, database)),
      },
    ],
    remove: () =>
      asSuperuser(server, async (sql) => {
        await sql.unsafe(`alter role ${account} nologin`);
        await endSessions(sql, 'usename', account);
        await sql.unsafe(`drop role ${account}`);
      }),
  };
}

/** A database can be renamed while nobody is connected to it. */
async function rename(sql: postgres.Sql, from: string, to: string): Promise<void> {
  await sql.unsafe(`alter database ${from} allow_connections false`);
  await endSessions(sql, 'datname', from);
  await sql.unsafe(`alter database ${from} rename to ${to}`);
  await sql.unsafe(`alter database ${to} allow_connections true`);
}

/** Ends sessions, and waits until they have ended. */
async function endSessions(sql: postgres.Sql, column: 'usename' | 'datname', name: string): Promise<void> {
  for (;;) {
    const sessions = await sql`
      select pg_terminate_backend(pid) from pg_stat_activity where ${sql(column)} = ${name}`;
    if (sessions.length === 0) return;
    await delay(10);
  }
}
