import { execFile } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import postgres from 'postgres';
import type { StormPool } from '@movecall/testkit/kill-storm';

export type Driver = 'postgres, patched' | 'postgres, as published' | 'pg';

/** Opens a pool of at most `max` connections that have this application name. */
export type OpenPool = (url: string, max: number, applicationName: string) => StormPool;

/**
 * Downloads the published postgres package into a temporary folder, because the workspace's copy has our patch.
 *
 * @returns the path of its entry file
 */
export async function unpackPublished(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-published-'));
  const run = promisify(execFile);
  await run('npm', ['pack', '--silent', 'postgres@3.4.9'], { cwd: folder });
  const [tarball] = await readdir(folder);
  await run('tar', ['-xzf', tarball!], { cwd: folder });
  return join(folder, 'package', 'src', 'index.js');
}

/** @param published the path that `unpackPublished` returned */
export async function openerOf(driver: Driver, published: string): Promise<OpenPool> {
  switch (driver) {
    case 'postgres, patched':
      return openPostgres(postgres);
    case 'postgres, as published': {
      const module = (await import(published)) as { default: typeof postgres };
      return openPostgres(module.default);
    }
    case 'pg':
      return openPg;
    default:
      return driver satisfies never;
  }
}

/** Statements are sent through `unsafe`, as drizzle does. */
const openPostgres =
  (connect: typeof postgres): OpenPool =>
  (url, max, applicationName) => {
    const sql = connect(url, {
      max,
      connection: { application_name: applicationName },
      onnotice: () => {},
    });
    return {
      begin: (work) => sql.begin((tx) => work((text, values) => tx.unsafe(text, values))),
      run: (text, values) => sql.unsafe(text, values),
      close: () => sql.end({ timeout: 1 }),
    };
  };

const openPg: OpenPool = (url, max, applicationName) => {
  const pool = new pg.Pool({ connectionString: url, max, application_name: applicationName });
  // A terminated backend emits 'error', which ends the process without a listener: on the pool for idle clients, and on
  // each client from its creation, because its backend may be terminated before the client is handed out.
  const ignore = () => {};
  pool.on('error', ignore).on('connect', (client) => void client.on('error', ignore));
  return {
    begin: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await work((text, values) => client.query(text, values));
        // Postgres answers the COMMIT of a failed transaction with ROLLBACK instead of an error.
        const { command } = await client.query('commit');
        if (command !== 'COMMIT') throw new Error('the transaction was rolled back');
        client.release();
      } catch (error) {
        client.release(true);
        throw error;
      }
    },
    run: (text, values) => pool.query(text, values),
    close: () => pool.end(),
  };
};
