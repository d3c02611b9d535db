import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const DOWNLOAD_TIMEOUT_MS = 180_000;

/** It is not to be had here; the message says why. */
export class NotFetched extends Error {
  override readonly name = 'NotFetched';
}

/** "debian-12": the libraries beside a cached copy fit the system they were fetched for only. */
export async function systemName(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (name: string) => new RegExp(`^${name}="?([\\w.-]+)"?$`, 'm').exec(text)?.[1] ?? 'unknown';
  return `${field('ID')}-${field('VERSION_ID')}`;
}

/** Programs of Debian's or Ubuntu's packages, and where in a package each of them is. */
export interface DebianPrograms {
  readonly packages: readonly string[];
  readonly programs: readonly string[];
}

/**
 * Fetches programs from the system's own archive, without being root and without installing anything, as starters of their
 * names in `folder`.
 *
 * apt with state and cache folders of its own resolves what this very machine lacks (jemalloc, lzf, …), checks the
 * archive's signatures and downloads; the packages are then unpacked into `folder`, beside starters that know where the
 * libraries are.
 *
 * @throws NotFetched
 */
export async function fetchFromArchive(folder: string, wanted: DebianPrograms): Promise<void> {
  const apt = join(folder, 'apt');
  await mkdir(join(apt, 'lists', 'partial'), { recursive: true });
  await mkdir(join(apt, 'cache', 'archives', 'partial'), { recursive: true });
  const options = [
    `Dir::State=${apt}`,
    `Dir::State::Lists=${join(apt, 'lists')}`,
    `Dir::Cache=${join(apt, 'cache')}`,
    'Dir::State::status=/var/lib/dpkg/status',
    'Debug::NoLocking=1',
    // As root apt drops to the user _apt, who may not be able to enter our folder.
    'APT::Sandbox::User=root',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
  ].flatMap((option) => ['-o', option]);
  const patience = {
    timeout: DOWNLOAD_TIMEOUT_MS,
    env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
  };
  // One unreachable source of many makes `update` fail; what counts is whether the packages can be had afterwards.
  const update = await run('apt-get', [...options, 'update'], patience).catch(asFailure);
  const fetch = [
    'install',
    '--download-only',
    '--yes',
    '--no-install-recommends',
    '--reinstall',
    ...wanted.packages,
  ];
  const download = await run('apt-get', [...options, ...fetch], patience).catch(asFailure);
  const archives = join(apt, 'cache', 'archives');
  const packages = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
  if ('failure' in download || packages.length === 0) {
    const failures = [update, download].flatMap((each) => ('failure' in each ? [each.failure] : []));
    throw new NotFetched([...new Set(failures)].join('\n'));
  }
  const root = join(folder, 'root');
  for (const name of packages) await run('dpkg', ['-x', join(archives, name), root], patience);
  await rm(apt, { recursive: true, force: true });
  const libraries = await libraryFolders(folder);
  for (const name of wanted.programs) {
    const program = join(folder, name);
    await writeFile(program, starter(name, libraries));
    await chmod(program, 0o755);
    const trial = await run(program, ['--version'], patience).catch(asFailure);
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
