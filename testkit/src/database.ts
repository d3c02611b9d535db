import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { inject } from 'vitest';

export interface TestDatabase {
  readonly url: string;
  /**
   * Drops the database. Rejects when a connection to it is still open; the error names the connection and its last
   * statement. A test must close every connection that it opens.
   */
  drop(): Promise<void>;
}

// A backend exits some time after its client has closed the socket.
const LEAVING_MS = 2_000;

/**
 * Creates a new database on the test run's Postgres: an empty one, or a copy of the database `template`. No client may be
 * connected to the template during the copy.
 */
export async function createTestDatabase(template = 'template1'): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  // Postgres's usual strategy writes each page to the log too, and a new session then builds its catalog caches again.
  await asSuperuser(
    server,
    (sql) => sql`CREATE DATABASE ${sql(name)} TEMPLATE ${sql(template)} STRATEGY FILE_COPY`,
  );
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () =>
      asSuperuser(server, async (sql) => {
        const leaked = await connectionsThatStay(sql, name);
        await sql`DROP DATABASE ${sql(name)} WITH (FORCE)`;
        if (leaked.length > 0) {
          throw new Error(
            `${leaked.length} connection(s) to the test database were left open:\n${leaked.join('\n')}`,
          );
        }
      }),
  };
}

async function connectionsThatStay(sql: postgres.Sql, name: string): Promise<string[]> {
  const deadline = Date.now() + LEAVING_MS;
  for (;;) {
    const rows = await sql<{ application_name: string; state: string | null; query: string }[]>`
      SELECT application_name, state, query FROM pg_stat_activity
      WHERE datname = ${name} AND backend_type = 'client backend'`;
    if (rows.length === 0 || Date.now() >= deadline) {
      return rows.map((row) => `${row.application_name} (${row.state ?? 'state unknown'}): ${row.query}`);
    }
    await delay(20);
  }
}

export async function asSuperuser<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, fetch_types: false });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
