import { mkdirSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from './caches.ts';
import { lastLines } from './logs.ts';
import { keepPort } from './ports.ts';
import { accountForPostgres, postgresBinaries, PostgresUnavailable } from './postgres-binaries.ts';
import { prepareData, removePostgresData, writeAccess } from './postgres-data.ts';
import {
  endWithThisProcess,
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
  /** The folder of data, password and log. The data of an earlier start is used again. */
  readonly directory: string;
  readonly log: (line: string) => void;
  /**
   * False, for tests: Postgres waits for no disk. A crash of the machine may lose all data, a crash of Postgres loses nothing.
   * True when absent.
   */
  readonly durable?: boolean;
}

export interface Postgres extends RunningProcess {
  readonly port: number;
}

const START_TIMEOUT_MS = 60_000;
// Failures that another attempt may avoid: after a crash the last backends may hold their shared memory for a moment, and
// another process may take the port after it was found free.
const RETRYABLE = /shared memory block .* is still in use|could not bind|could not create any TCP/;
const TRIES = 10;

/**
 * Starts a Postgres server on 127.0.0.1, from the binaries in an npm package. It works for root and for other users. The
 * server ends when this process ends, even by SIGKILL.
 *
 * @returns the server; its `url` is the superuser's, for the database `postgres`
 * @throws PostgresUnavailable when the server cannot be started; the message says what to do instead
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
    const lines = lastLines(logFile);
    if (attempt === TRIES || !RETRYABLE.test(lines)) {
      throw new PostgresUnavailable(`Postgres did not start. The last lines of ${logFile}:\n${lines}`);
    }
  }
}

/** Removes the data in `directory`. A server that an earlier run has left behind on it is stopped first. */
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
    // No Unix socket: its file would be in a folder that is shared with other users.
    unix_socket_directories: '',
    // Enough for the pools of six services, and for tests that run side by side.
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // A commit still reaches the kernel before its answer, so a crash of Postgres alone loses nothing.
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
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
    // Not this process's environment: PGDATA, PGOPTIONS or LD_LIBRARY_PATH would change what runs.
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    cwd: '/',
    account,
    logFile,
  });
}

/**
 * Waits, like pg_ctl, until the server writes into its pid file that it accepts connections. False when the server ends or
 * time is up.
 */
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
  const stopWatching = endWithThisProcess(server.pid, 'INT');
  void server.exited.then(stopWatching);
  return {
    pid: server.pid,
    port,
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    exited: server.exited,
    kill: (signal) => server.child.kill(signal),
    // SIGINT is Postgres's fast shutdown: it does not wait for clients to disconnect.
    stop: (graceMs) => terminate(server, 'SIGINT', graceMs),
  };
}

/** Stops a server of an earlier run that was killed together with its watcher: it still holds the data directory. */
async function stopLeftover(data: string, log: (line: string) => void): Promise<void> {
  const { pid } = await readPidFile(data);
  if (pid === undefined) return;
  const outcome = await terminateLeftover(pid, (command) => command.includes(data), 'SIGINT');
  if (outcome === 'ended')
    log(`stopped a Postgres server that an earlier run had left behind (process ${pid})`);
}

async function readPidFile(data: string): Promise<{ pid?: number; status?: string }> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, status: (lines[7] ?? '').trim() } : {};
}
