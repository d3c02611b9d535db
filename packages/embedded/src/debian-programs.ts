import { execFile } from 'node:child_process';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NotFetched, unpackPackages } from './debian-packages.ts';

const run = promisify(execFile);

/** Programs of Debian's or Ubuntu's packages, and where in a package each of them is. */
export interface DebianPrograms {
  readonly packages: readonly string[];
  readonly programs: readonly string[];
}

/**
 * Fetches programs from the system's own archive, without being root and without installing anything, as starters of their
 * names in `folder`, which know where the libraries beside them are.
 *
 * @throws NotFetched
 */
export async function fetchFromArchive(folder: string, wanted: DebianPrograms): Promise<void> {
  await unpackPackages(folder, wanted.packages);
  const libraries = await libraryFolders(folder);
  for (const name of wanted.programs) {
    const program = join(folder, name);
    await writeFile(program, starter(name, libraries));
    await chmod(program, 0o755);
    const trial = await run(program, ['--version'], { timeout: 10_000 }).catch(asFailure);
    if ('failure' in trial)
      throw new NotFetched(`The ${name} that was fetched does not run: ${trial.failure}`);
  }
}

/** Finds its libraries beside itself, as the folder is renamed once it is complete. */
function starter(name: string, libraries: readonly string[]): string {
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
