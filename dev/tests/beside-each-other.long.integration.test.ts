import { createServer, type Server } from 'node:http';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newFolder } from '@movecall/testkit/folders';
import { expect, onTestFinished, test } from 'vitest';
import type { LaunchContext } from '../src/services.ts';
import { startStack, type Stack, type StackParts } from '../src/stack.ts';

const main = fileURLToPath(new URL('support/throwaway-service.ts', import.meta.url));
const NAMES = ['router', 'assign', 'sandbox'];

/** @param beforeLaunch is called just before the process of a service is started */
const parts = (
  beforeLaunch: (name: string, context: LaunchContext) => void = () => undefined,
): StackParts => ({
  services: Object.fromEntries(
    NAMES.map((name) => [
      name,
      {
        main,
        env(context: LaunchContext) {
          beforeLaunch(name, context);
          return {};
        },
      },
    ]),
  ),
  seed: () => Promise.resolve(0),
});

async function start(
  directory: string,
  port: number,
  instead: StackParts,
  logged: string[] = [],
): Promise<Stack> {
  const options = { directory, routerPort: port, sandboxPort: port + 400, fresh: false };
  const stack = await startStack({ ...options, log: (line) => logged.push(line) }, instead);
  onTestFinished(async () => {
    await stack.close();
    await rm(directory, { recursive: true, force: true });
  });
  return stack;
}

const identities = async (stack: Stack) =>
  Promise.all(
    NAMES.map(async (name) => {
      const { url, pid } = stack.services()[name]!;
      const { pid: answering } = (await (await fetch(url)).json()) as { pid: number };
      return { name, url, isItself: answering === pid };
    }),
  );

test('two stacks beside each other have ports of their own, and each names its own services', async () => {
  const [one, other] = await Promise.all([
    newFolder().then((directory) => start(directory, 26_000, parts())),
    newFolder().then((directory) => start(directory, 26_000, parts())),
  ]);
  const all = [...(await identities(one)), ...(await identities(other))];
  expect(all.filter(({ isItself }) => !isItself)).toEqual([]);
  expect(new Set(all.map(({ url }) => url)).size).toBe(2 * NAMES.length);
});

test('a port that another process takes before the service listens is replaced, and the log says so', async () => {
  const others: Server[] = [];
  onTestFinished(() => others.forEach((server) => server.close()));
  const logged: string[] = [];
  // A stranger who answers 200 to everything, as a ready service does.
  const occupy = (name: string, { origins }: LaunchContext): void => {
    if (name !== 'router' || others.length > 0) return;
    const stranger = createServer((_request, response) => response.end('{"pid":0}'));
    // Without an address the stranger listens at once: with one, the service might be quicker.
    stranger.listen(Number(new URL(origins['router']!).port));
    others.push(stranger);
  };
  const stack = await start(await newFolder(), 26_100, parts(occupy), logged);
  const found = await identities(stack);
  expect(found.filter(({ isItself }) => !isItself)).toEqual([]);
  expect(Number(new URL(stack.services()['router']!.url).port)).toBeGreaterThan(26_100);
  expect(logged.join('\n')).toMatch(/port of router, 26100|port 26100 is taken/);
});

test('what holds codes or logs is for the user of the stack only', async () => {
  const directory = await newFolder();
  const stack = await start(directory, 26_200, parts());
  const mode = async (path: string): Promise<number> => (await stat(join(directory, path))).mode & 0o777;
  expect(await mode('logs')).toBe(0o700);
  for (const log of await readdir(join(directory, 'logs')))
    expect([log, await mode(`logs/${log}`)]).toEqual([log, 0o600]);
  for (const file of ['services.json', 'secrets.json', 'postgres.json', 'redis.json'])
    expect([file, await mode(file).catch(() => 0o600)]).toEqual([file, 0o600]);
  await stack.close();
});
