import { mkdirSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from './caches.ts';
import { lastLines } from './logs.ts';
import { keepPort } from './ports.ts';
import { accountForPostgres, postgresBinaries, PostgresUnavailable } from './postgres-binaries.ts';
import { prepareData, removePostgresData, writeAccess } from './postgres-data.ts';
import {
  endWithUs,
  launch,
  terminate,
  terminateLeftover,
  until,
  type Account,
  type Launched,
  type RunningProcess,
} from './processes.ts';

export { PostgresUnavailable } from './postgres-binaries.ts';

export interface PostgresOptions {
  /** Where data, password and log live; the data of an earlier start is taken up again. */
  readonly directory: string;
  readonly log: (line: string) => void;
  /** false: a crash of the machine may lose everything, for tests that begin from nothing. Default true. */
  readonly durable?: boolean;
}

export interface Postgres extends RunningProcess {
  readonly port: number;
}

const START_TIMEOUT_MS = 60_000;
// After a crash the last backends may hold their shared memory for a moment, and a port can be lost between being found
// free and being bound.
const WORTH_ANOTHER_TRY = /shared memory block .* is still in use|could not bind|could not create any TCP/;
const TRIES = 10;

/**
 * Starts a real Postgres from npm's binaries on 127.0.0.1, as root or as a plain user. It ends when this process does,
 * however that ends.
 * @returns the superuser's URL, to the database `postgres`.
 * @throws PostgresUnavailable with what to do instead
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { directory, log, durable = true } = options;
  mkdirSync(options.directory, { recursive: true });
  const account = await accountForPostgres();
  const binaries = await postgresBinaries(account, process.env);
  const { data, access } = await prepareData({ directory, binaries, account, durable, log });
  await stopLeftover(data, log);

  const logFile = join(directory, 'logs', 'postgres.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = await keepPort(access.port);
    const server = await launchServer({ binaries, data, port, durable, account, logFile });
    if (await isReady(server, data)) {
      await writeAccess(directory, { ...access, port });
      return asRunning(server, port, access.password);
    }
    await terminate(server, 'SIGQUIT');
    const said = lastLines(logFile);
    if (attempt === TRIES || !WORTH_ANOTHER_TRY.test(said)) {
      throw new PostgresUnavailable(`Postgres did not start. Its last words (${logFile}):\n${said}`);
    }
  }
}

/** Removes the data of `directory`, and a server of an earlier run that might still hold it. */
export async function wipePostgres(directory: string): Promise<void> {
  const data = join(directory, 'postgres');
  if (await exists(data)) await stopLeftover(await realpath(data), () => undefined);
  await removePostgresData(directory);
}

function launchServer(options: {
  binaries: string;
  data: string;
  port: number;
  durable: boolean;
  account: Account | undefined;
  logFile: string;
}): Promise<Launched> {
  const { binaries, data, port, durable, account, logFile } = options;
  const settings = {
    listen_addresses: '127.0.0.1',
    // No socket file: its folder would be one more thing to share with others on this machine.
    unix_socket_directories: '',
    // Six services with pools of their own, and tests that run side by side.
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return launch({
    command: join(binaries, 'bin', 'postgres'),
    args: [
      '-D',
      data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    // Nothing of ours: PGDATA, PGOPTIONS or a foreign LD_LIBRARY_PATH would change what runs.
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    cwd: '/',
    account,
    logFile,
  });
}

/** As pg_ctl does it: the server says in its pid file when it takes connections. */
async function isReady(server: Launched, data: string): Promise<boolean> {
  let ended = false;
  void server.exited.then(() => (ended = true));
  let ready = false;
  await until(async () => {
    const { pid, status } = await readPidFile(data);
    ready = pid === server.pid && status === 'ready';
    return ready || ended;
  }, START_TIMEOUT_MS);
  return ready && !ended;
}

function asRunning(server: Launched, port: number, password: string): Postgres {
  const callOff = endWithUs(server.pid, 'INT');
  void server.exited.then(callOff);
  return {
    pid: server.pid,
    port,
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    exited: server.exited,
    kill: (signal) => server.child.kill(signal),
    // SIGINT is Postgres' fast shutdown: it does not wait for clients to leave.
    stop: (graceMs) => terminate(server, 'SIGINT', graceMs),
  };
}

/** A server of an earlier run that was killed together with its watcher would keep the data to itself. */
async function stopLeftover(data: string, log: (line: string) => void): Promise<void> {
  const { pid } = await readPidFile(data);
  if (pid === undefined) return;
  const outcome = await terminateLeftover(pid, (command) => command.includes(data), 'SIGINT');
  if (outcome === 'ended') log(`ended a Postgres of an earlier run (process ${pid})`);
}

async function readPidFile(data: string): Promise<{ pid?: number; status?: string }> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, status: (lines[7] ?? '').trim() } : {};
}
