import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new directory for a system with a durable Postgres, on the disk. Other users can enter it: the embedded Postgres does not run as root. */
export async function newSystemDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'movecall-e2e-'));
  await chmod(directory, 0o755);
  return directory;
}
