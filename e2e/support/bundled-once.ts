import { bundleServices } from '@movecall/dev/bundles';
import { services } from '@movecall/dev/services';
import { buildWebPage } from '@movecall/dev/web-page';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The variable that passes the folder of the bundles from the setup to the processes of the test files. */
const VARIABLE = 'MOVECALL_E2E_BUNDLES';

/** Vitest's global setup of the project `e2e`: bundles the services and builds the web page once for all files. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'movecall-bundles-'));
  const mains = Object.fromEntries(Object.entries(services).map(([name, { main }]) => [name, main]));
  await Promise.all([bundleServices(mains, folder), buildWebPage(() => undefined)]);
  process.env[VARIABLE] = folder;
  return () => rm(folder, { recursive: true, force: true });
}

/** The option of `startStack` for those bundles. In other projects it is empty, and each system makes its own bundles. */
export function readyBundles(): { readonly bundles?: string } {
  const folder = process.env[VARIABLE];
  return folder === undefined ? {} : { bundles: folder };
}
