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

test('a bundle finds the files that its sources read beside themselves, wherever its folder is put', async () => {
  const made = await folderForThisTest();
  await bundleServices({ reader: source('reads-beside') }, made);
  const elsewhere = await folderForThisTest();
  await cp(made, elsewhere, { recursive: true });
  await rm(made, { recursive: true });
  const { stdout } = await run(process.execPath, [bundleOf(elsewhere, 'reader')], {
    cwd: elsewhere,
    env: {},
  });
  const own = (await readFile(source('reads-beside'), 'utf8')).length;
  expect(JSON.parse(stdout)).toEqual({ own, migrations: true });
});

test('a folder that has lost a file has lost it in the bundles made next, too', async () => {
  const made = await folderForThisTest();
  const migrations = join(made, 'files/subgraphs/call/migrations');
  await bundleServices({ reader: source('reads-beside') }, made);
  await cp(join(migrations, '0000_init.sql'), join(migrations, '9999_gone.sql'));
  await bundleServices({ reader: source('reads-beside') }, made);
  await expect(readFile(join(migrations, '9999_gone.sql'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a source that asks for its own place in any other way is not bundled, and the place is named', async () => {
  const bundling = bundleServices({ lost: source('asks-where-it-is') }, await folderForThisTest());
  await expect(bundling).rejects.toThrow(BundlingFailed);
  await expect(bundling).rejects.toThrow(/asks-where-it-is\.ts:2:12: .*import\.meta leads nowhere/);
});
