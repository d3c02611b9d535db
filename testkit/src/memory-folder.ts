import { wipePostgres } from '@movecall/embedded/postgres';
import { chmod, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

/** The file system that Linux keeps in memory. */
const IN_MEMORY = '/dev/shm';
/** Several times what the servers of a whole run hold. The /dev/shm of a container is usually 64 MB. */
const NEEDED_BYTES = 4 * 1024 ** 3;
const PREFIX = 'movecall-test-';

/**
 * Makes a folder for the data of a test's servers. It is in memory if there is room, and otherwise in the folder for temporary
 * files: each database is some three hundred files, and a disk's file system takes a sixth of the integration tests' processor
 * time to create and remove them. Other users can enter it: when root starts Postgres, Postgres runs as another user.
 */
export async function newMemoryFolder(): Promise<string> {
  const folder = await mkdtemp(join(await place(), `${PREFIX}${process.pid}-`));
  await chmod(folder, 0o755);
  return folder;
}

/** Removes the folders of killed processes, and stops a Postgres server that still uses one of them. */
export async function removeLeftFolders(): Promise<void> {
  for (const parent of [tmpdir(), IN_MEMORY]) {
    for (const name of await readdir(parent).catch(() => [])) {
      const owner = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
      if (Number.isNaN(owner) || isAlive(owner)) continue;
      const left = join(parent, name);
      // Another run may be removing the folder at the same time.
      await wipePostgres(left).catch(() => undefined);
      await rm(left, { recursive: true, force: true, maxRetries: 10 });
    }
  }
}

async function place(): Promise<string> {
  const room = await statfs(IN_MEMORY).catch(() => undefined);
  const free = room === undefined ? 0 : Math.min(room.bavail * room.bsize, freemem());
  return free < NEEDED_BYTES ? tmpdir() : IN_MEMORY;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
