import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Addresses } from './client.ts';
import { type Running, registryFile } from './registry.ts';

/** Where `npm start` keeps what it runs. */
export const directory = join(fileURLToPath(new URL('../..', import.meta.url)), '.dev');

/** The public addresses of the system that `npm start` runs. @throws Error when none does */
export async function runningAddresses(): Promise<Addresses> {
  const text = await readFile(registryFile(directory), 'utf8').catch(() => '{}');
  const { router, sandbox } = JSON.parse(text) as Partial<Record<string, Running>>;
  if (!router || !sandbox) throw new Error('movecall is not running here. Start it with: npm start');
  return { router: router.url, sandbox: sandbox.url };
}
