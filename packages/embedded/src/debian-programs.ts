import { execFile } from 'node:child_process';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NotFetched, unpackPackages } from './debian-packages.ts';

const run = promisify(execFile);

/** Packages of Debian or Ubuntu, and the names of their programs in /usr/bin. */
export interface DebianPrograms {
  readonly packages: readonly string[];
  readonly programs: readonly string[];
}

/**
 * Downloads programs from the archive of the system, without root and without installing anything. For each program it
 * writes a script of the same name into `folder`, which starts the program with the downloaded libraries.
 *
 * @throws NotFetched
 */
export async function fetchFromArchive(folder: string, wanted: DebianPrograms): Promise<void> {
  await unpackPackages(folder, wanted.packages);
  const libraries = await libraryFolders(folder);
  for (const name of wanted.programs) {
    const program = join(folder, name);
    await writeFile(program, startScript(name, libraries));
    await chmod(program, 0o755);
    const trial = await run(program, ['--version'], { timeout: 10_000 }).catch(asFailure);
    if ('failure' in trial) throw new NotFetched(`The downloaded ${name} does not run: ${trial.failure}`);
  }
}

/** The script finds the libraries relative to itself, because the folder is renamed once it is complete. */
function startScript(name: string, libraries: readonly string[]): string {
  const paths = libraries.map((path) => `$here/${path}`).join(':');
  return `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
export LD_LIBRARY_PATH="${paths}"
exec "$here/root/usr/bin/${name}" "$@"
`;
}

async function libraryFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  const libraries = entries.filter((path) => /\.so(\.\d+)*$/.test(path)).map((path) => join(path, '..'));
  return [...new Set(libraries)].filter((path) => /^root\/(usr\/)?lib\/[^/]*$/.test(path));
}

function asFailure(error: Error & { stderr?: string }): { failure: string } {
  return { failure: (error.stderr ?? '').trim() || error.message };
}
