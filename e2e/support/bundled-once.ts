import { bundleServices } from '@movecall/dev/bundles';
import { services } from '@movecall/dev/services';
import { buildWebPage } from '@movecall/dev/web-page';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How the setup tells the test files' processes where the bundles are. */
const VARIABLE = 'MOVECALL_E2E_BUNDLES';

/** Vitest's global setup of the lane `e2e`: bundles the services and builds the web page once for all files. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'movecall-bundles-'));
  const mains = Object.fromEntries(Object.entries(services).map(([name, { main }]) => [name, main]));
  await Promise.all([bundleServices(mains, folder), buildWebPage(() => undefined)]);
  process.env[VARIABLE] = folder;
  return () => rm(folder, { recursive: true, force: true });
}

/** The option of `startStack` for those bundles; outside of that lane a system bundles for itself. */
export function readyBundles(): { readonly bundles?: string } {
  const folder = process.env[VARIABLE];
  return folder === undefined ? {} : { bundles: folder };
}
