import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { leastOf } from '@movecall/testkit/measure';
import { commandOf } from '@movecall/embedded/processes';
import type { Running } from '../src/registry.ts';
import { startStack, type Stack, type StackOptions, type StackParts } from '../src/stack.ts';
import { folderForThisTest, newFolder } from '@movecall/testkit/folders';

const main = fileURLToPath(new URL('support/throwaway-service.ts', import.meta.url));
const parts: StackParts = {
  services: Object.fromEntries(
    ['router', 'assign', 'sandbox'].map((name) => [name, { main, env: () => ({}) }]),
  ),
  seed: () => Promise.resolve(0),
};
/** A busy machine delays restarts, and a killed Postgres recovers before it is ready. */
const PATIENT = { timeout: 60_000 };
const logged: string[] = [];
const options = (directory: string): StackOptions => ({
  directory,
  routerPort: 25_000,
  sandboxPort: 25_400,
  fresh: false,
  log: (line) => logged.push(line),
});

let directory: string;
let stack: Stack;
const occupier = createServer();

beforeAll(async () => {
  occupier.listen(0, '127.0.0.1');
  await once(occupier, 'listening');
  directory = await newFolder();
  stack = await startStack({ ...options(directory), routerPort: occupiedPort() }, parts);
});

afterAll(async () => {
  await stack.close();
  occupier.close();
  await rm(directory, { recursive: true, force: true });
});

function occupiedPort(): number {
  return (occupier.address() as AddressInfo).port;
}

async function registered(): Promise<Record<string, { pid: number; url: string; metricsUrl?: string }>> {
  return JSON.parse(await readFile(join(directory, 'services.json'), 'utf8')) as Record<
    string,
    { pid: number; url: string; metricsUrl?: string }
  >;
}

async function identityAt(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

test('services.json has the address of every unit and the process that answers there', async () => {
  const all = await registered();
  expect(Object.keys(all)).toEqual(['router', 'assign', 'sandbox', 'postgres', 'redis']);
  for (const name of ['router', 'assign', 'sandbox']) {
    expect(await identityAt(all[name]!.url)).toEqual({ pid: all[name]!.pid, instance: `${name}-1` });
  }
  expect(all).toEqual(stack.services());
});

test('a public port that is taken is replaced by a free one', async () => {
  const { router } = await registered();
  expect(Number(new URL(router!.url).port)).toBeGreaterThan(occupiedPort());
  expect(logged.join('\n')).toContain(`port ${occupiedPort()} is taken`);
});

test('a killed service runs again at the same address within two seconds', async () => {
  const before = (await registered())['assign']!;
  const killed = async (): Promise<number> => {
    const { pid } = (await registered())['assign']!;
    const since = performance.now();
    stack.kill('assign', 'SIGKILL');
    await expect.poll(async () => (await registered())['assign']!.pid, PATIENT).not.toBe(pid);
    return performance.now() - since;
  };
  expect(await leastOf(2_000, killed)).toBeLessThan(2_000);
  const after = (await registered())['assign']!;
  expect(after.url).toBe(before.url);
  await expect
    .poll(async () => (await registered())['assign']!.metricsUrl, PATIENT)
    .toBe(`http://metrics-of-${after.pid}.example`);
  await expect
    .poll(() => identityAt(after.url).catch(() => undefined), PATIENT)
    .toEqual({ pid: after.pid, instance: 'assign-1' });
});

test('a stopped service stays stopped until it is started; then it is ready', async () => {
  const { assign: before } = await registered();
  expect(await stack.stop('assign')).toBe('stopped');
  expect(await commandOf(before!.pid)).toBeUndefined();
  expect(await registered()).not.toHaveProperty('assign');
  expect(await stack.stop('assign')).toBe('stopped already');

  // Another service restarts in the meantime. A restart of assign would be complete by then too.
  const sandbox = (await registered())['sandbox']!;
  stack.kill('sandbox', 'SIGKILL');
  await expect.poll(async () => (await registered())['sandbox']!.pid, PATIENT).not.toBe(sandbox.pid);
  expect(await registered()).not.toHaveProperty('assign');

  expect(await stack.start('assign')).toBe('started');
  const { assign: after } = await registered();
  expect((await fetch(`${after!.url}/readyz`)).status).toBe(200);
  expect(after!.url).toBe(before!.url);
  expect(await stack.start('assign')).toBe('running already');
});

test('an unknown name is refused with a list of the known ones', async () => {
  await expect(stack.stop('asign')).rejects.toThrow('There are: postgres, redis, router, assign, sandbox.');
});

test('a killed Postgres runs again at the same address with its data', async () => {
  const before = (await registered())['postgres']!;
  const sql = postgres(before.url, { onnotice: () => undefined, backoff: () => 0.05 });
  await sql`CREATE TABLE kept AS SELECT 7 AS n`;
  stack.kill('postgres', 'SIGKILL');
  await expect.poll(async () => (await registered())['postgres']!.pid, PATIENT).not.toBe(before.pid);
  expect((await registered())['postgres']!.url).toBe(before.url);
  await expect.poll(() => sql`SELECT n FROM kept`.catch(() => undefined), PATIENT).toEqual([{ n: 7 }]);
  await sql.end();
}, 60_000);

test('a service that cannot start fails the whole start with the end of its log, and nothing keeps running', async () => {
  const elsewhere = await folderForThisTest();
  const env = {
    ...process.env,
    DATABASE_URL: inject('postgresUrl'),
    REDIS_URL: inject('redisUrl'),
    BROKEN: 'assign-1',
  };
  const broken = startStack({ ...options(elsewhere), env }, parts);
  await expect(broken).rejects.toThrow(/assign ended 3 times before it was ready[^]*broken on purpose/);
  await expect(readFile(join(elsewhere, 'services.json'))).rejects.toThrow('ENOENT');
});

test('a fresh start removes data and keys, and keeps the claim on the directory', async () => {
  const elsewhere = await folderForThisTest();
  for (const name of ['control.json', 'secrets.json', 'sandbox.jsonl'])
    await writeFile(join(elsewhere, name), '{}');
  const env = { ...process.env, DATABASE_URL: inject('postgresUrl'), REDIS_URL: inject('redisUrl') };
  const other = await startStack({ ...options(elsewhere), env, fresh: true }, parts);
  const left = await readdir(elsewhere);
  await other.close();
  expect(left.toSorted()).toEqual(['bundles', 'control.json', 'logs', 'secrets.json', 'services.json']);
  expect(await readFile(join(elsewhere, 'secrets.json'), 'utf8')).toContain('IDENTITY_KEY');
});

test('a changed source runs after a stop and a start; a broken one is reported with its place', async () => {
  const elsewhere = await folderForThisTest();
  const source = join(elsewhere, 'changing.ts');
  const write = async (version: string) => {
    const text = await readFile(main, 'utf8');
    await writeFile(source, text.replace('pid: process.pid', `pid: process.pid, version: ${version}`));
  };
  await write('1');
  const env = { ...process.env, DATABASE_URL: inject('postgresUrl'), REDIS_URL: inject('redisUrl') };
  const other = await startStack(
    { ...options(join(elsewhere, '.dev')), env },
    { services: { router: { main: source, env: () => ({}) } }, seed: () => Promise.resolve(0) },
  );
  onTestFinished(() => other.close());
  const url = other.services()['router']?.url ?? '';
  expect(await identityAt(url)).toMatchObject({ version: 1 });

  await write('2');
  await other.stop('router');
  await other.start('router');
  expect(await identityAt(url)).toMatchObject({ version: 2 });

  await write('(');
  await other.stop('router');
  await expect(other.start('router')).rejects.toThrow(/changing\.ts:\d+:\d+: ERROR/);
});

test('servers named by the environment are used, and no embedded ones are started', async () => {
  const elsewhere = await folderForThisTest();
  const env = { ...process.env, DATABASE_URL: inject('postgresUrl'), REDIS_URL: inject('redisUrl') };
  const other = await startStack({ ...options(elsewhere), env }, parts);
  expect(other.services()).toMatchObject({
    postgres: { pid: null, url: inject('postgresUrl') },
    redis: { pid: null, url: inject('redisUrl') },
  });
  expect(other.names()).toEqual(['router', 'assign', 'sandbox']);
  await other.close();
});

test('all units end when their npm start is killed', async () => {
  const elsewhere = await folderForThisTest();
  const script = fileURLToPath(new URL('support/hold-stack.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, elsewhere, main], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGKILL');
  const all = Object.values(JSON.parse(line.toString()) as Record<string, Running>);
  expect(all).toHaveLength(5);
  for (const { pid } of all) await expect.poll(() => commandOf(pid!), PATIENT).toBeUndefined();
});
