import { askGraphql, signIn } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import { playFoundingScenario } from '@movecall/dev/founding-scenario';
import { freeDay } from '@movecall/testkit/move-calls';
import { buildProduction, type Built, deployables } from '@movecall/release/production-build';
import { type ProductionSystem, startProduction } from '@movecall/release/production-system';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { CUSTOMER, OPERATOR } from '../support/system.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'movecall-production-'));

let folder: string;
let built: readonly Built[];
let system: ProductionSystem;
beforeAll(async () => {
  folder = await newFolder();
  built = await buildProduction(folder, () => undefined);
  system = await startProduction({
    built: folder,
    directory: await newFolder(),
    node: process.execPath,
    postgresUrl: inject('postgresUrl'),
    redisUrl: inject('redisUrl'),
    prefix: `production-${randomBytes(4).toString('hex')}`,
  });
  // Building takes half a minute of processor time, beside all other files.
}, 600_000);
afterAll(async () => {
  await system.close();
  await rm(folder, { recursive: true, force: true });
  const admin = postgres(inject('postgresUrl'), { max: 1, onnotice: () => undefined });
  for (const url of Object.values(system.databases))
    await admin`drop database ${admin(new URL(url).pathname.slice(1))} with (force)`;
  await admin.end();
});

test('the founding scenario succeeds on built services, each with only the files of its own folder', async () => {
  const customer = await signIn(system.addresses, CUSTOMER);
  const operator = await signIn(system.addresses, OPERATOR);
  const lines: string[] = [];
  const { done, failed } = await playFoundingScenario({
    customer,
    movingOn: await freeDay(operator, 3, new Date()),
    service: system.service,
    log: (line) => lines.push(line),
  });
  expect({ done, failed }, lines.join('\n')).toEqual({ done: 6, failed: 0 });
  await Promise.all([customer.close(), operator.close()]);
});

test('the router serves the page from its own folder, and refuses introspection in production', async () => {
  const page = await fetch(`${system.addresses.router}/`);
  expect(await page.text()).toContain('<div id="root">');
  const { errors } = await askGraphql(system.addresses, '{ __schema { types { name } } }');
  expect(errors).not.toEqual([]);
});

test('the smoke test passes on the built system, and fails on an address without a server', async () => {
  const smoke = (origin: string) =>
    run(process.execPath, ['--import', 'tsx', 'release/src/smoke.ts', origin], { cwd: repository });
  const { stdout } = await smoke(system.addresses.router);
  expect(stdout.match(/✓/g)).toHaveLength(3);
  const nowhere = smoke('http://127.0.0.1:9');
  await expect(nowhere).rejects.toMatchObject({ code: 1, stdout: expect.not.stringContaining('✓') });
});

test("the operator's commands run from their own folder, with the addresses in the environment", async () => {
  expect(await system.ops('dead-letters', 'list')).toBe('no dead letters\n');
  const nothing = await until('nothing to be stuck', async () => {
    const said = await system.ops('stuck');
    return said.startsWith('nothing') ? said : undefined;
  });
  expect(nothing).toBe('nothing is stuck\n');
  await expect(system.ops('no', 'such', 'command')).rejects.toMatchObject({ code: 2 });
});

test('a service or a migration without its variables names all of them and exits', async () => {
  const alone = await newFolder();
  await cp(join(folder, 'call'), alone, { recursive: true });
  const start = (script: string) => run(process.execPath, [script], { cwd: alone, env: {} });
  await expect(start('main.mjs')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/REDIS_URL[^]*IDENTITY_KEY[^]*LOGIN_PRIVATE_KEY[^]*CALL_DATABASE_URL/),
  });
  const migration = start('migrate.mjs');
  await expect(migration).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('CALL_DATABASE_URL'),
  });
  await expect(migration).rejects.not.toMatchObject({ stderr: expect.stringContaining('REDIS_URL') });
  await rm(alone, { recursive: true });
});

test('no built file contains a path of the machine that built it', async () => {
  expect(built.map(({ service }) => service)).toEqual(Object.keys(deployables));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  // Source maps hold relative paths, which may end like the repository's path. Only absolute paths count.
  const absolute = new RegExp(String.raw`(?<![\w.-])${repository.replace(/[^\w/]/g, String.raw`\$&`)}`);
  const telling: string[] = [];
  for (const file of files) if (absolute.test(await readFile(file, 'utf8'))) telling.push(file);
  expect(telling).toEqual([]);
});
