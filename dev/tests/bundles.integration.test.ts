import { execFile } from 'node:child_process';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { bundleOf, bundleServices, BundlingFailed } from '../src/bundles.ts';
import { folderForThisTest } from '@movecall/testkit/folders';

const source = (name: string): string => fileURLToPath(new URL(`support/${name}.ts`, import.meta.url));
const run = promisify(execFile);

test('a bundle finds the files that its sources refer to, wherever its folder is moved', async () => {
  const made = await folderForThisTest();
  await bundleServices({ reader: source('reads-own-files') }, made);
  const elsewhere = await folderForThisTest();
  await cp(made, elsewhere, { recursive: true });
  await rm(made, { recursive: true });
  const { stdout } = await run(process.execPath, [bundleOf(elsewhere, 'reader')], {
    cwd: elsewhere,
    env: {},
  });
  const own = (await readFile(source('reads-own-files'), 'utf8')).length;
  expect(JSON.parse(stdout)).toEqual({ own, migrations: true });
});

test('the script of a worker thread is bundled beside the service', async () => {
  const made = await folderForThisTest();
  await bundleServices({ service: source('starts-thread') }, made);
  const { stdout } = await run(process.execPath, [bundleOf(made, 'service')], { env: {} });
  expect(stdout).toBe('from the thread\n');
});

test('a file that was removed from the sources is removed from the copy by the next bundling', async () => {
  const made = await folderForThisTest();
  const migrations = join(made, 'files/subgraphs/call/migrations');
  await bundleServices({ reader: source('reads-own-files') }, made);
  await cp(join(migrations, '0000_init.sql'), join(migrations, '9999_gone.sql'));
  await bundleServices({ reader: source('reads-own-files') }, made);
  await expect(readFile(join(migrations, '9999_gone.sql'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('any other use of import.meta fails the bundling, with its file, line and column', async () => {
  const bundling = bundleServices({ lost: source('prints-own-url') }, await folderForThisTest());
  await expect(bundling).rejects.toThrow(BundlingFailed);
  await expect(bundling).rejects.toThrow(/prints-own-url\.ts:2:12: .*import\.meta has no meaning/);
});
