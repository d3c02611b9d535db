import { spawnSync } from 'node:child_process';
import { access, cp, rm, stat } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { newMemoryFolder, removeLeftFolders } from '../src/memory-folder.ts';

let folder: string;
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a folder can be entered by other users, and is kept while its process is alive', async () => {
  folder = await newMemoryFolder();
  await removeLeftFolders();
  const { mode } = await stat(folder);
  expect(mode & 0o777).toBe(0o755);
});

test('the folder of a process that has ended is removed', async () => {
  folder = await newMemoryFolder();
  const { pid } = spawnSync(process.execPath, ['--version']);
  const left = folder.replace(`-${process.pid}-`, `-${pid}-`);
  await cp(folder, left, { recursive: true });
  await removeLeftFolders();
  await expect(access(left)).rejects.toThrow('ENOENT');
});
