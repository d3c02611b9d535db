import { startPostgres } from '@movecall/embedded/postgres';
import { makeLoginsCheap } from '@movecall/testkit/cheap-logins';
import { execFile } from 'node:child_process';
import { lstat, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The variable that passes the template's folder from the setup to the processes of the test files. */
const VARIABLE = 'MOVECALL_E2E_DATABASE';
const DATA = 'postgres';
const ACCESS = 'postgres.json';

/** Makes the empty data directory of a Postgres server, which systems copy: initdb takes a second of processor time. */
export async function makeDatabaseTemplate(directory: string): Promise<void> {
  const server = await startPostgres({ directory, log: () => undefined, durable: false });
  await makeLoginsCheap(server.url);
  await server.stop();
  // Postgres's account may not be able to enter the folder. Then the data is elsewhere, and a copy would be of a link only.
  if ((await lstat(join(directory, DATA))).isSymbolicLink()) return;
  // Without the template's port, for which all systems would compete.
  const { password } = JSON.parse(await readFile(join(directory, ACCESS), 'utf8')) as { password: string };
  await writeFile(join(directory, ACCESS), JSON.stringify({ password }));
  process.env[VARIABLE] = directory;
}

/** Copies the template into a system's directory. @returns false when there is no template, as outside of the project `e2e` */
export async function copyDatabaseTemplate(directory: string): Promise<boolean> {
  const template = process.env[VARIABLE];
  if (template === undefined) return false;
  // Node's own copy would lose the owner.
  await promisify(execFile)('cp', ['-a', join(template, DATA), join(template, ACCESS), directory]);
  return true;
}
