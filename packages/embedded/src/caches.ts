import { createHash, randomBytes } from 'node:crypto';
import { access, constants, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder in which all checkouts on this machine share downloaded programs: in the user's cache folder, or in /var/tmp
 * when the user's home is not writable.
 *
 * @throws when the folder in /var/tmp belongs to another user
 */
export async function userCache(env: NodeJS.ProcessEnv): Promise<string> {
  const candidates = [
    ...(env['XDG_CACHE_HOME'] ? [join(env['XDG_CACHE_HOME'], 'movecall')] : []),
    join(homedir(), '.cache', 'movecall'),
  ];
  for (const candidate of candidates) {
    const usable = await mkdir(candidate, { recursive: true })
      .then(() => access(candidate, constants.W_OK))
      .then(
        () => true,
        () => false,
      );
    if (usable) return candidate;
  }
  const last = join('/var/tmp', `movecall-${process.getuid?.() ?? 'user'}`);
  await mkdir(last, { recursive: true, mode: 0o755 });
  await assertOwn(last);
  return last;
}

/**
 * Fills a folder once, even if several checkouts start at the same moment: each fills a draft, the first one renames its
 * draft to `target`, and the others delete theirs.
 *
 * @param isComplete whether an existing `target` can be used; tools that clean temporary folders delete single files
 * @param fill fills the draft
 * @throws when `target` belongs to another user
 */
export async function fillOnce(
  target: string,
  isComplete: () => Promise<boolean>,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  if (await exists(target)) {
    await assertOwn(target);
    if (await isComplete()) return;
    await rm(target, { recursive: true, force: true });
  }
  const draft = `${target}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(draft, { recursive: true, mode: 0o755 });
    await fill(draft);
    await rename(draft, target).catch(async (error: NodeJS.ErrnoException) => {
      const lost = error.code === 'ENOTEMPTY' || error.code === 'EEXIST';
      if (!lost || !(await isComplete())) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** 12 hexadecimal digits that identify a text: for folder names. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Whether a path exists, be it a broken link. */
export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** In a folder that all users may write to, another user could have placed programs for this one to run. */
async function assertOwn(path: string): Promise<void> {
  const found = await lstat(path);
  if (process.getuid !== undefined && found.uid !== process.getuid()) {
    throw new Error(`${path} belongs to another user, so its content cannot be trusted: remove it.`);
  }
}
