import { createHash, randomBytes } from 'node:crypto';
import { access, constants, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder for programs that every checkout on this machine can share: the user's cache folder, or one under /var/tmp
 * when the user has no home to write to.
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
  await refuseForeign(last);
  return last;
}

/**
 * Fills `target` once, also when several checkouts start at the same moment: each fills a folder of its own, the first
 * to rename it wins and the others throw theirs away. `isWhole` decides whether an existing one is still good: those who
 * clean temporary folders take single files.
 */
export async function fillOnce(
  target: string,
  isWhole: () => Promise<boolean>,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  if (await exists(target)) {
    await refuseForeign(target);
    if (await isWhole()) return;
    await rm(target, { recursive: true, force: true });
  }
  const draft = `${target}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(draft, { recursive: true, mode: 0o755 });
    await fill(draft);
    await rename(draft, target).catch(async (error: NodeJS.ErrnoException) => {
      const lost = error.code === 'ENOTEMPTY' || error.code === 'EEXIST';
      if (!lost || !(await isWhole())) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** A short key for a folder name. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** In a folder anyone may write to, somebody else could have laid programs for us to run. */
async function refuseForeign(path: string): Promise<void> {
  const found = await lstat(path);
  if (process.getuid !== undefined && found.uid !== process.getuid()) {
    throw new Error(`${path} belongs to another user: remove it, its content cannot be trusted.`);
  }
}
