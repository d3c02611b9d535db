import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DOWNLOAD_TIMEOUT_MS = 180_000;

/** Packages could not be downloaded, or their programs do not run. The message says why. */
export class NotFetched extends Error {
  override readonly name = 'NotFetched';
}

/** The system and its version, such as `debian-12`. A downloaded program runs only on the system that it was downloaded for. */
export async function systemName(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (name: string) => new RegExp(`^${name}="?([\\w.-]+)"?$`, 'm').exec(text)?.[1] ?? 'unknown';
  return `${field('ID')}-${field('VERSION_ID')}`;
}

/**
 * Downloads packages from the archive of Debian or Ubuntu and unpacks them into `<folder>/root`, together with the
 * dependencies that this machine lacks. It installs nothing and needs no root: apt resolves the dependencies, checks the
 * archive's signatures and downloads, with its state and cache in `folder`.
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
    // As root, apt would switch to the account _apt, which may not be able to enter the folder.
    'APT::Sandbox::User=root',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
  ].flatMap((option) => ['-o', option]);
  const runOptions = {
    timeout: DOWNLOAD_TIMEOUT_MS,
    env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
  };
  // `update` fails when one of many sources is unreachable. What counts is whether the packages can be downloaded afterwards.
  const update = await run('apt-get', [...options, 'update'], runOptions).catch(asFailure);
  const fetch = ['install', '--download-only', '--yes', '--no-install-recommends', '--reinstall', ...names];
  const download = await run('apt-get', [...options, ...fetch], runOptions).catch(asFailure);
  const archives = join(apt, 'cache', 'archives');
  const packages = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
  if ('failure' in download || packages.length === 0) {
    const failures = [update, download].flatMap((each) => ('failure' in each ? [each.failure] : []));
    throw new NotFetched([...new Set(failures)].join('\n'));
  }
  for (const name of packages)
    await run('dpkg', ['-x', join(archives, name), join(folder, 'root')], runOptions);
  await rm(apt, { recursive: true, force: true });
}

const asFailure = (error: Error & { stderr?: string }): { failure: string } => ({
  failure: (error.stderr ?? '').trim() || error.message,
});
