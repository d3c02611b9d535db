import { mkdirSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { lastLines } from './logs.ts';
import { keepPort } from './ports.ts';
import {
  endWithThisProcess,
  launch,
  terminate,
  terminateLeftover,
  until,
  type Launched,
  type RunningProcess,
} from './processes.ts';
import { redisBinary, RedisUnavailable } from './redis-binaries.ts';

export { RedisUnavailable } from './redis-binaries.ts';

export interface RedisOptions {
  /** The folder of data and log. The data of an earlier start is used again. */
  readonly directory: string;
  readonly log: (line: string) => void;
  /** Settings of the server's configuration, which override those that `startRedis` chooses. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Redis extends RunningProcess {
  readonly port: number;
}

const START_TIMEOUT_MS = 30_000;
const TRIES = 5;

/**
 * Starts a Redis server on 127.0.0.1 that writes its data to disk every second. The server ends when this process ends, even by
 * SIGKILL.
 *
 * @throws RedisUnavailable when the server cannot be started; the message says what to do instead
 */
export async function startRedis({ directory, log, settings = {} }: RedisOptions): Promise<Redis> {
  const data = join(directory, 'redis');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const binary = await redisBinary(process.env, log);
  const lastRun = await readRun(directory);
  if (lastRun !== undefined) await stopLeftover(lastRun, log);

  const logFile = join(directory, 'logs', 'redis.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = await keepPort(lastRun?.port);
    const server = await launchServer({ binary, data, port, settings, logFile });
    if (await isReady(server, port)) {
      await writeRun(directory, { pid: server.pid, port });
      return asRunning(server, port);
    }
    await terminate(server, 'SIGKILL', 0);
    const lines = lastLines(logFile);
    // Another process may take the port after it was found free.
    if (attempt === TRIES || !lines.includes('Address already in use')) {
      throw new RedisUnavailable(`Redis did not start. The last lines of ${logFile}:\n${lines}`);
    }
  }
}

function launchServer(options: {
  binary: string;
  data: string;
  port: number;
  settings: Readonly<Record<string, string>>;
  logFile: string;
}): Promise<Launched> {
  const { binary, data, port, logFile } = options;
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: data,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    ...options.settings,
  };
  return launch({
    command: binary,
    args: Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]),
    env: process.env,
    cwd: data,
    logFile,
  });
}

/** Waits until the server answers. False when the server ends or time is up. */
async function isReady(server: Launched, port: number): Promise<boolean> {
  let ended = false;
  void server.exited.then(() => (ended = true));
  return (await until(async () => ended || (await answers(port)), START_TIMEOUT_MS)) && !ended;
}

function asRunning(server: Launched, port: number): Redis {
  const stopWatching = endWithThisProcess(server.pid, 'TERM');
  void server.exited.then(stopWatching);
  return {
    pid: server.pid,
    port,
    url: `redis://127.0.0.1:${port}`,
    exited: server.exited,
    kill: (signal) => server.child.kill(signal),
    stop: (graceMs) => terminate(server, 'SIGTERM', graceMs),
  };
}

/** Removes the data in `directory`. A server that an earlier run has left behind on it is stopped first. */
export async function wipeRedis(directory: string): Promise<void> {
  const lastRun = await readRun(directory);
  if (lastRun !== undefined) await stopLeftover(lastRun, () => undefined);
  await rm(join(directory, 'redis'), { recursive: true, force: true });
  await rm(runFile(directory), { force: true });
}

/** The server that was started last in a directory. */
interface Run {
  readonly pid: number;
  readonly port: number;
}

/** Stops a server of an earlier run that was killed together with its watcher: it still writes to the same files. */
async function stopLeftover({ pid, port }: Run, log: (line: string) => void): Promise<void> {
  // Redis rewrites its command line to "redis-server 127.0.0.1:PORT".
  const isOurs = (command: string) => /(redis|valkey)-server/.test(command) && command.includes(`:${port}`);
  const outcome = await terminateLeftover(pid, isOurs, 'SIGTERM');
  if (outcome === 'ended') log(`stopped a Redis server that an earlier run had left behind (process ${pid})`);
}

/** Whether the server answers PING with PONG. While it is reading its files, it answers with an error. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const settle = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(1_000, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => settle(data.toString().startsWith('+PONG')));
  });
}

async function readRun(directory: string): Promise<Run | undefined> {
  const text = await readFile(runFile(directory), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Run);
}

async function writeRun(directory: string, value: Run): Promise<void> {
  await writeFile(`${runFile(directory)}.new`, JSON.stringify(value), { mode: 0o600 });
  await rename(`${runFile(directory)}.new`, runFile(directory));
}

function runFile(directory: string): string {
  return join(directory, 'redis.json');
}
