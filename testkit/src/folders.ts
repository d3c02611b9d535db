import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Makes a temporary folder that other users can enter. When root starts Postgres, Postgres runs as another user. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'movecall-dev-'));
  await chmod(folder, 0o755);
  return folder;
}

/** Makes a temporary folder that is removed after the current test. */
export async function folderForThisTest(): Promise<string> {
  const folder = await newFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
