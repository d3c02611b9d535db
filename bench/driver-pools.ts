import { execFile } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import postgres from 'postgres';
import type { StormPool } from '@movecall/testkit/kill-storm';

export type Driver = 'postgres, patched' | 'postgres, as published' | 'pg';

/** Opens a pool of `max` connections; `applicationName` is how the server knows them. */
export type OpenPool = (url: string, max: number, applicationName: string) => StormPool;

/**
 * Fetches postgres as it is published into a temporary folder: the workspace's copy carries our patch.
 * Resolves to the path of its entry.
 */
export async function unpackPublished(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-published-'));
  const run = promisify(execFile);
  await run('npm', ['pack', '--silent', 'postgres@3.4.9'], { cwd: folder });
  const [tarball] = await readdir(folder);
  await run('tar', ['-xzf', tarball!], { cwd: folder });
  return join(folder, 'package', 'src', 'index.js');
}

/** `published` is the path that `unpackPublished` resolved to. */
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

/** Statements go through `unsafe`, as drizzle sends them. */
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
  // A backend's death is an 'error' event, which ends the process when nobody listens: on the pool for idle clients,
  // on the client itself from the moment it exists, for it may die before whoever asked for it gets it.
  const ignore = () => {};
  pool.on('error', ignore).on('connect', (client) => void client.on('error', ignore));
  return {
    begin: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await work((text, values) => client.query(text, values));
        // The commit of a transaction in which a statement failed is answered with a rollback, not with an error.
        const { command } = await client.query('commit');
        if (command !== 'COMMIT') throw new Error('rolled back');
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
