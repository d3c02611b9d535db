import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
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

/**
 * Fetches packages of Debian or Ubuntu from their own archive and unpacks them, with what they need and this very machine
 * lacks, into `<folder>/root`. Nothing is installed, and nobody has to be root: apt, with state and cache folders of its
 * own, resolves, checks the archive's signatures and downloads.
 *
 * @throws NotFetched
 */
export async function unpackPackages(folder: string, names: readonly string[]): Promise<void> {
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
  const fetch = ['install', '--download-only', '--yes', '--no-install-recommends', '--reinstall', ...names];
  const download = await run('apt-get', [...options, ...fetch], patience).catch(asFailure);
  const archives = join(apt, 'cache', 'archives');
  const packages = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
  if ('failure' in download || packages.length === 0) {
    const failures = [update, download].flatMap((each) => ('failure' in each ? [each.failure] : []));
    throw new NotFetched([...new Set(failures)].join('\n'));
  }
  for (const name of packages)
    await run('dpkg', ['-x', join(archives, name), join(folder, 'root')], patience);
  await rm(apt, { recursive: true, force: true });
}

const asFailure = (error: Error & { stderr?: string }): { failure: string } => ({
  failure: (error.stderr ?? '').trim() || error.message,
});
