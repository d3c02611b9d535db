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

/** What belongs to a data directory and outlives the server: the superuser's password and the port it had. */
export interface Access {
  readonly password: string;
  readonly port?: number;
}

/** One behaviour on every machine: byte order for sorting, UTF-8, English messages, passwords over TCP. */
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
 * The data directory for `directory`, initialised when it is not there yet: the real path of its `postgres`, which may be
 * a link. It comes into being by a rename, so one
 * that exists is whole, whatever moment an earlier start was killed at.
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
  await makeHome(draft, account);
  // Where the account can read it, which is never sure of `directory`.
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

/** Removes the data of `directory`, wherever it had to be kept. */
export async function removePostgresData(directory: string): Promise<void> {
  await removeData(join(directory, 'postgres'));
  await removeData(join(directory, 'postgres.new'));
  await rm(accessFile(directory), { force: true });
}

export async function writeAccess(directory: string, access: Access): Promise<void> {
  const draft = `${accessFile(directory)}.new`;
  await writeFile(draft, JSON.stringify(access), { mode: 0o600 });
  await rename(draft, accessFile(directory));
}

async function readAccess(directory: string): Promise<Access> {
  const text = await readFile(accessFile(directory), 'utf8').catch(() => {
    throw new PostgresUnavailable(
      `${accessFile(directory)} is missing, so nobody knows the password of the Postgres data beside it. ` +
        'Start afresh with `npm start -- --fresh`.',
    );
  });
  return JSON.parse(text) as Access;
}

function accessFile(directory: string): string {
  return join(directory, 'postgres.json');
}

/**
 * An empty directory at `path` that Postgres' account can live in. Root's own folders (a checkout below /root, a
 * temporary folder of mode 700) are closed to the account that root lends Postgres; then the data lies in /var/tmp,
 * which outlives a reboot, under a name that cannot be guessed, and `path` is a link to it. The name is random and not
 * derived from `path`, so that a new checkout at an old place does not find the old one's data.
 */
async function makeHome(path: string, account: Account | undefined): Promise<void> {
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
