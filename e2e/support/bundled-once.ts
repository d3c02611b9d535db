import { bundleServices } from '@movecall/dev/bundles';
import { services } from '@movecall/dev/services';
import { buildWebPage } from '@movecall/dev/web-page';
import { wipePostgres } from '@movecall/embedded/postgres';
import { findChromium } from '@movecall/testkit/browser';
import { newMemoryFolder } from '@movecall/testkit/memory-folder';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDatabaseTemplate } from './database-template.ts';

/** The variable that passes the folder of the bundles from the setup to the processes of the test files. */
const VARIABLE = 'MOVECALL_E2E_BUNDLES';

/**
 * Vitest's global setup of the project `e2e`: bundles the services, builds the web page, makes the data directory of an empty
 * Postgres and installs the browser once for all files. Files that installed the browser at the same time would exclude each
 * other, and their tests would be skipped.
 */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'movecall-bundles-'));
  const mains = Object.fromEntries(Object.entries(services).map(([name, { main }]) => [name, main]));
  const database = await newMemoryFolder();
  await Promise.all([
    bundleServices(mains, folder, false),
    buildWebPage(() => undefined),
    findChromium(),
    makeDatabaseTemplate(database),
  ]);
  process.env[VARIABLE] = folder;
  return async () => {
    await rm(folder, { recursive: true, force: true });
    await wipePostgres(database);
    await rm(database, { recursive: true, force: true });
  };
}

/** The option of `startStack` for those bundles. In other projects it is empty, and each system makes its own bundles. */
export function readyBundles(): { readonly bundles?: string } {
  const folder = process.env[VARIABLE];
  return folder === undefined ? {} : { bundles: folder };
}
