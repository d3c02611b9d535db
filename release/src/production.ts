import { cp, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleServices } from '@movecall/dev/bundles';
import { services } from '@movecall/dev/services';
import { buildWebPage, webRoot } from '@movecall/dev/web-page';

/** Where production bundles are made: `<service>/main.mjs`, and beside it all that it needs. */
export const production = fileURLToPath(new URL('../../dist', import.meta.url));

/** Size of a service's folder, in bytes. */
export interface Built {
  readonly service: string;
  /** What Node loads. */
  readonly code: number;
  /** Source maps: read only when a stack is written. */
  readonly maps: number;
  /** What the service reads or serves. */
  readonly files: number;
}

const OPS = fileURLToPath(new URL('../../ops/src/main.ts', import.meta.url));

/** What there is an image of: the services of the launch table, and the operator's commands. */
export const deployables: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(services).map(([name, { main }]) => [name, main])),
  ops: OPS,
};

/**
 * Makes the folder of each deployable, complete in itself: `main.mjs`, for one with a database `migrate.mjs`, for the router
 * the web page in `web`.
 *
 * @throws BundlingFailed
 */
export async function buildProduction(
  folder: string,
  log: (line: string) => void,
): Promise<readonly Built[]> {
  await rm(folder, { recursive: true, force: true });
  const names = Object.keys(deployables);
  await Promise.all([
    buildWebPage(log),
    ...Object.entries(deployables).map(async ([name, main]) =>
      bundleServices(await entriesOf(main), join(folder, name)),
    ),
  ]);
  await cp(webRoot, join(folder, 'router', 'web'), {
    recursive: true,
    // Said for the next build only what this one was made of.
    filter: (path) => !(dirname(path) === webRoot && basename(path).startsWith('.')),
  });
  return Promise.all(names.map((name) => measure(name, join(folder, name))));
}

/** A service with a database has a second main file, beside the first. */
async function entriesOf(main: string): Promise<Record<string, string>> {
  const migrate = join(dirname(main), 'migrate.ts');
  const hasMigrations = await stat(migrate).then(
    () => true,
    () => false,
  );
  return { main, ...(hasMigrations && { migrate }) };
}

async function measure(service: string, folder: string): Promise<Built> {
  const built = { code: 0, maps: 0, files: 0 };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { size } = await stat(join(entry.parentPath, entry.name));
    if (entry.name.endsWith('.mjs')) built.code += size;
    else if (entry.name.endsWith('.mjs.map')) built.maps += size;
    else built.files += size;
  }
  return { service, ...built };
}
