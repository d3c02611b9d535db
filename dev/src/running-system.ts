import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Addresses } from './client.ts';
import { type Running, registryFile } from './registry.ts';

/** Where `npm start` keeps what it runs. */
export const directory = join(fileURLToPath(new URL('../..', import.meta.url)), '.dev');

/** The public addresses of the system that `npm start` runs. Where none does, it says so and ends the process. */
export async function runningAddresses(): Promise<Addresses> {
  const text = await readFile(registryFile(directory), 'utf8').catch(() => '{}');
  const { router, sandbox } = JSON.parse(text) as Partial<Record<string, Running>>;
  if (!router || !sandbox) {
    console.error('movecall is not running here, or not ready yet. Start it with: npm start');
    return process.exit(1);
  }
  return { router: router.url, sandbox: sandbox.url };
}
