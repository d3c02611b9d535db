import { cp, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleServices } from '@movecall/dev/bundles';
import { services } from '@movecall/dev/services';
import { buildWebPage, webRoot } from '@movecall/dev/web-page';

/** The folder of production bundles: `<service>/main.mjs`, and beside it all that the service needs. */
export const production = fileURLToPath(new URL('../../dist', import.meta.url));

/** The size of a service's folder, in bytes. */
export interface Built {
  readonly service: string;
  /** Bundles, which Node loads. */
  readonly code: number;
  /** Source maps, which Node reads only to print a stack. */
  readonly maps: number;
  /** Files that the service reads or serves. */
  readonly files: number;
}

const OPS = fileURLToPath(new URL('../../ops/src/main.ts', import.meta.url));

/** The main file of each image: the services of the launch table, and ops, the operator's commands. */
export const deployables: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(services).map(([name, { main }]) => [name, main])),
  ops: OPS,
};

/**
 * Builds the folder of each deployable. It has all that the deployable needs: `main.mjs`; `migrate.mjs` if there is a database;
 * for the router the web page in `web`.
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
    // Without the dot file that only the next build reads.
    filter: (path) => !(dirname(path) === webRoot && basename(path).startsWith('.')),
  });
  return Promise.all(names.map((name) => measure(name, join(folder, name))));
}

/** A service with a database has a second main file, `migrate.ts`. */
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
