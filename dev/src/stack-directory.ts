import { wipePostgres } from '@movecall/embedded/postgres';
import { terminateLeftover } from '@movecall/embedded/processes';
import { wipeRedis } from '@movecall/embedded/redis';
import { mkdir, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleOf } from './bundles.ts';
import { registryFile, type Running } from './registry.ts';

/** Where the services' bundles are, in a stack's directory. */
export const bundlesIn = (directory: string): string => join(directory, 'bundles');

/**
 * Makes a directory ready for a new stack: ends the processes of a killed one, and removes its bundles and logs.
 *
 * @param fresh removes all data and keys too
 * @returns the directory's real path
 */
export async function prepareDirectory(
  path: string,
  fresh: boolean,
  log: (line: string) => void,
): Promise<string> {
  await mkdir(path, { recursive: true });
  const directory = await realpath(path);
  await endLeftovers(directory, log);
  if (fresh) await wipe(directory);
  await rm(bundlesIn(directory), { recursive: true, force: true });
  await rm(join(directory, 'logs'), { recursive: true, force: true });
  return directory;
}

/** Services end themselves when their `npm start` is killed. A service that hangs does not, and keeps its port and leases. */
async function endLeftovers(directory: string, log: (line: string) => void): Promise<void> {
  const text = await readFile(registryFile(directory), 'utf8').catch(() => '{}');
  const left = Object.entries(JSON.parse(text) as Record<string, Running>);
  for (const [name, { pid }] of left) {
    if (pid === null) continue;
    const script = bundleOf(bundlesIn(directory), name);
    const outcome = await terminateLeftover(pid, (command) => command.includes(script), 'SIGTERM');
    if (outcome === 'ended') log(`ended ${name} of an earlier run (process ${pid})`);
  }
  await rm(registryFile(directory), { force: true });
}

/** Removes everything but control.json, with which the running `npm start` claims the directory. */
async function wipe(directory: string): Promise<void> {
  await Promise.all([wipePostgres(directory), wipeRedis(directory)]);
  for (const name of await readdir(directory)) {
    if (name !== 'control.json') await rm(join(directory, name), { recursive: true, force: true });
  }
}
