import { mkdirSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { lastLines } from './logs.ts';
import { keepPort } from './ports.ts';
import { endWithUs, launch, terminate, terminateLeftover, until, type RunningProcess } from './processes.ts';
import { redisBinary, RedisUnavailable } from './redis-binaries.ts';

export { RedisUnavailable } from './redis-binaries.ts';

export interface RedisOptions {
  /** Where data and log live; the data of an earlier start is taken up again. */
  readonly directory: string;
  readonly log: (line: string) => void;
  /** Of the server's configuration, beside what is set here. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Redis extends RunningProcess {
  readonly port: number;
}

const START_TIMEOUT_MS = 30_000;
const TRIES = 5;

/**
 * Starts a Redis on 127.0.0.1 that writes down what it is told every second. It ends when this process does, however
 * that ends.
 * @throws RedisUnavailable with what to do instead
 */
export async function startRedis({ directory, log, settings: others = {} }: RedisOptions): Promise<Redis> {
  const data = join(directory, 'redis');
  mkdirSync(data, { recursive: true });
  const binary = await redisBinary(process.env, log);
  const remembered = await readRun(directory);
  if (remembered !== undefined) await stopLeftover(remembered, log);

  const logFile = join(directory, 'logs', 'redis.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = await keepPort(remembered?.port);
    const settings = {
      port,
      bind: '127.0.0.1',
      dir: data,
      appendonly: 'yes',
      appendfsync: 'everysec',
      save: '',
      ...others,
    };
    const server = await launch({
      command: binary,
      args: Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]),
      env: process.env,
      cwd: data,
      logFile,
    });
    let ended = false;
    void server.exited.then(() => (ended = true));
    if ((await until(async () => ended || (await answers(port)), START_TIMEOUT_MS)) && !ended) {
      await writeRun(directory, { pid: server.pid, port });
      const callOff = endWithUs(server.pid, 'TERM');
      void server.exited.then(callOff);
      return {
        pid: server.pid,
        port,
        url: `redis://127.0.0.1:${port}`,
        exited: server.exited,
        kill: (signal) => server.child.kill(signal),
        stop: (graceMs) => terminate(server, 'SIGTERM', graceMs),
      };
    }
    await terminate(server, 'SIGKILL', 0);
    const said = lastLines(logFile);
    // The port can be lost between being found free and being bound.
    if (attempt === TRIES || !said.includes('Address already in use')) {
      throw new RedisUnavailable(`Redis did not start. Its last words (${logFile}):\n${said}`);
    }
  }
}

/** Removes the data of `directory`, and a server of an earlier run that might still hold it. */
export async function wipeRedis(directory: string): Promise<void> {
  const remembered = await readRun(directory);
  if (remembered !== undefined) await stopLeftover(remembered, () => undefined);
  await rm(join(directory, 'redis'), { recursive: true, force: true });
  await rm(runFile(directory), { force: true });
}

interface Run {
  readonly pid: number;
  readonly port: number;
}

/** A server of an earlier run that was killed together with its watcher would write to the same files. */
async function stopLeftover({ pid, port }: Run, log: (line: string) => void): Promise<void> {
  // Redis rewrites its command line to "redis-server 127.0.0.1:PORT".
  const isOurs = (command: string) => /(redis|valkey)-server/.test(command) && command.includes(`:${port}`);
  const outcome = await terminateLeftover(pid, isOurs, 'SIGTERM');
  if (outcome === 'ended') log(`ended a Redis of an earlier run (process ${pid})`);
}

/** Whether it answers PING with PONG; while it still reads its files it answers otherwise. */
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
