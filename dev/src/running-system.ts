import { connect, eachProducer, type SandboxedSystem } from '@movecall/ops/system';
import type { Producer } from '@movecall/schema/streams';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Message } from '@movecall/sandbox/message';
import type { Addresses } from '@movecall/testkit/client';
import { findControl } from './control.ts';
import { type Running, registryFile } from './registry.ts';

/** Where `npm start` keeps its data, keys and logs. */
export const directory = join(fileURLToPath(new URL('../..', import.meta.url)), '.dev');

/** The public addresses of the running `npm start`. Prints an error and exits with 1 when there is none. */
export async function runningAddresses(): Promise<Addresses> {
  const text = await readFile(registryFile(directory), 'utf8').catch(() => '{}');
  const { router, sandbox } = JSON.parse(text) as Partial<Record<string, Running>>;
  if (!router || !sandbox) {
    console.error('movecall is not running here, or not ready yet. Start it with: npm start');
    return process.exit(1);
  }
  return { router: router.url, sandbox: sandbox.url };
}

/** The time of the running system, whose clock `npm start -- --at` may have set. */
export async function readServerTime(router: string): Promise<Date> {
  const { headers } = await fetch(router, { method: 'HEAD', signal: AbortSignal.timeout(10_000) });
  return new Date(headers.get('date') ?? Date.now());
}

export class NotRunning extends Error {
  override readonly name = 'NotRunning';
}

/**
 * Opens the databases and the Redis of the running `npm start`.
 *
 * @param env as for `npm start`: names the databases that are not embedded
 * @throws NotRunning
 */
export async function openSystem(env: NodeJS.ProcessEnv): Promise<SandboxedSystem> {
  const text =
    (await findControl(directory)) &&
    (await readFile(registryFile(directory), 'utf8').catch(() => undefined));
  if (text === undefined) throw new NotRunning('movecall is not running here. Start it with: npm start');
  const services = JSON.parse(text) as Record<string, Running>;

  function urlOf(name: string): string {
    const url = services[name]?.url;
    if (url === undefined)
      throw new NotRunning(`${name} is not running. Start it with: npm run service -- start ${name}`);
    return url;
  }

  const databaseUrl = (name: Producer): string => {
    const own = new URL(urlOf('postgres'));
    own.pathname = `/movecall_${name}`;
    return env[`${name.toUpperCase()}_DATABASE_URL`] || own.href;
  };
  const connected = await connect({
    databaseUrls: eachProducer(databaseUrl),
    redisUrl: urlOf('redis'),
    redisCluster: env['REDIS_CLUSTER'] === 'on',
    streamPrefix: env['STREAM_PREFIX'] || 'movecall',
  });
  return {
    ...connected,
    runs: (name) => services[name] !== undefined,
    async sandboxMessages() {
      const response = await fetch(`${urlOf('sandbox')}/messages`, { signal: AbortSignal.timeout(10_000) });
      return (await response.json()) as Message[];
    },
  };
}
