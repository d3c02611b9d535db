import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chown,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exists } from './caches.ts';
import { PostgresUnavailable } from './postgres-binaries.ts';
import type { Account } from './processes.ts';

/** What is stored beside a data directory: the superuser's password, and the port that the server had last. */
export interface Access {
  readonly password: string;
  readonly port?: number;
}

/** The same behaviour on every machine: sorting by bytes, UTF-8, English messages, passwords over TCP. */
const INITDB_FLAGS = [
  '--username=postgres',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--auth=scram-sha-256',
  '--no-instructions',
];

/**
 * The data directory, `<directory>/postgres`, initialised if it is missing. `data` is its real path, since it may be a link.
 * It is created by a rename, so one that exists is complete, even if an earlier start was killed.
 *
 * @throws PostgresUnavailable
 */
export async function prepareData(options: {
  directory: string;
  binaries: string;
  account: Account | undefined;
  durable: boolean;
  log: (line: string) => void;
}): Promise<{ data: string; access: Access }> {
  const { directory, binaries, account, durable, log } = options;
  const data = join(directory, 'postgres');
  if (await exists(data)) return { data: await realpath(data), access: await readAccess(directory) };

  log('creating the Postgres data directory');
  const access: Access = { password: randomBytes(24).toString('base64url') };
  const draft = join(directory, 'postgres.new');
  await removeData(draft);
  await createDirectory(draft, account);
  // The account may not be able to read files in `directory`.
  const passwordFile = join(
    account === undefined ? directory : '/var/tmp',
    `movecall-${randomBytes(8).toString('hex')}`,
  );
  try {
    await writeFile(passwordFile, `${access.password}\n`, { mode: 0o600, flag: 'wx' });
    if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
    const flags = [
      ...INITDB_FLAGS,
      `--pgdata=${await realpath(draft)}`,
      `--pwfile=${passwordFile}`,
      ...(durable ? [] : ['--no-sync']),
    ];
    await promisify(execFile)(join(binaries, 'bin', 'initdb'), flags, {
      ...account,
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    }).catch((error: Error & { stderr?: string }) => {
      throw new PostgresUnavailable(
        `Postgres could not create its data directory: ${error.stderr ?? error.message}`,
      );
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await writeAccess(directory, access);
  await rename(draft, data);
  return { data: await realpath(data), access };
}

/** Removes the data directory of `directory`, also when it is a link. */
export async function removePostgresData(directory: string): Promise<void> {
  await removeData(join(directory, 'postgres'));
  await removeData(join(directory, 'postgres.new'));
  await rm(accessFile(directory), { force: true });
}

/** Stores password and port, readable for this user only. */
export async function writeAccess(directory: string, access: Access): Promise<void> {
  const draft = `${accessFile(directory)}.new`;
  await writeFile(draft, JSON.stringify(access), { mode: 0o600 });
  await rename(draft, accessFile(directory));
}

async function readAccess(directory: string): Promise<Access> {
  const text = await readFile(accessFile(directory), 'utf8').catch(() => {
    throw new PostgresUnavailable(
      `${accessFile(directory)} is missing, so the password of the Postgres data beside it is unknown. ` +
        'Start with empty databases: `npm start -- --fresh`.',
    );
  });
  return JSON.parse(text) as Access;
}

function accessFile(directory: string): string {
  return join(directory, 'postgres.json');
}

/**
 * Creates an empty directory at `path` that Postgres's account can use. The account may not be able to enter root's folders,
 * such as a checkout below /root or a temporary folder of mode 700. Then the directory is created in /var/tmp, which
 * survives a reboot, under a name that cannot be guessed, and `path` is a link to it. The name is random rather than derived
 * from `path`: a new checkout at the path of an old one must not find the old data.
 */
async function createDirectory(path: string, account: Account | undefined): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  if (account === undefined) return;
  await chown(path, account.uid, account.gid);
  const reachable = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', path], {
    ...account,
    cwd: '/',
  });
  if (reachable.status === 0) return;
  await rm(path, { recursive: true });
  const elsewhere = await mkdtemp('/var/tmp/movecall-data-');
  await chown(elsewhere, account.uid, account.gid);
  await symlink(elsewhere, path);
}

async function removeData(path: string): Promise<void> {
  const elsewhere = await readlink(path).catch(() => undefined);
  if (elsewhere !== undefined) await rm(elsewhere, { recursive: true, force: true });
  await rm(path, { recursive: true, force: true });
}
