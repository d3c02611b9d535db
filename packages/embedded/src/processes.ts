import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A process that this one has started: its address, how it ended, how to stop it. */
export interface RunningProcess {
  readonly pid: number;
  /** The origin of a service, or the connection URL of a database. */
  readonly url: string;
  /** Where a service's process itself says that it listens; undefined until then. */
  readonly listensAt?: string | undefined;
  /** The origin of a service's metrics, once it listens. */
  readonly metricsUrl?: string | undefined;
  /** Resolves once the process has ended. Never rejects. */
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
  /** Sends an IPC message to the process, if it has a channel. */
  send?(message: object): void;
  /** Asks the process to end, and kills it after `graceMs` milliseconds (10 s when absent). Resolves once it has ended. */
  stop(graceMs?: number): Promise<void>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Launched {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly child: ChildProcess;
}

export interface LaunchOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The file to which the output is appended. */
  readonly logFile: string;
  readonly cwd?: string;
  /** This process's own account when absent. */
  readonly account?: Account | undefined;
  /** Whether the child gets an IPC channel. The channel closes when this process ends. */
  readonly ipc?: boolean;
}

/** The account under which a process runs. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Starts a process in a session of its own. Ctrl-C in the terminal then reaches only this process, which can stop the others
 * in an order that lets work in flight finish.
 *
 * @throws when the program cannot be started
 */
export async function launch(options: LaunchOptions): Promise<Launched> {
  // Logs and their folder are for this user only.
  mkdirSync(dirname(options.logFile), { recursive: true, mode: 0o700 });
  const output = openSync(options.logFile, 'a', 0o600);
  try {
    const child = spawn(options.command, options.args, {
      env: options.env,
      detached: true,
      stdio: options.ipc === true ? ['ignore', output, output, 'ipc'] : ['ignore', output, output],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.account === undefined ? {} : { uid: options.account.uid, gid: options.account.gid }),
    });
    const exited = new Promise<Exit>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    // Signals that could not be delivered are reported here. `exited` tells all that matters.
    child.on('error', () => undefined);
    if (child.pid === undefined) throw new Error(`${options.command} started without a process id.`);
    return { pid: child.pid, exited, child };
  } finally {
    closeSync(output);
  }
}

const GRACE_MS = 10_000;

/** Sends `signal`, and after `graceMs` milliseconds SIGKILL. Resolves once the process has ended. */
export async function terminate(
  launched: Launched,
  signal: NodeJS.Signals,
  graceMs = GRACE_MS,
): Promise<void> {
  launched.child.kill(signal);
  const force = setTimeout(() => launched.child.kill('SIGKILL'), graceMs);
  await launched.exited;
  clearTimeout(force);
}

/**
 * Ends a process that an earlier run has left behind, with `signal` and then with SIGKILL.
 *
 * @param isOurs decides by the command line whether the pid still belongs to that process
 * @throws when the process does not end
 */
export async function terminateLeftover(
  pid: number,
  isOurs: (command: string) => boolean,
  signal: NodeJS.Signals,
): Promise<'absent' | 'ended'> {
  const lives = async () => {
    const command = await commandOf(pid);
    return command !== undefined && isOurs(command);
  };
  if (!(await lives())) return 'absent';
  for (const [each, patience] of [
    [signal, GRACE_MS],
    ['SIGKILL', 5_000],
  ] as const) {
    process.kill(pid, each);
    if (await until(async () => !(await lives()), patience)) return 'ended';
  }
  throw new Error(`Process ${pid}, which an earlier run has left behind, does not end: end it by hand.`);
}

/** The command line of a running process; undefined when there is none, or only a zombie. */
export async function commandOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return line === '' ? undefined : line.replaceAll('\0', ' ').trim();
  }
  return new Promise((resolve) => {
    execFile('ps', ['-p', String(pid), '-o', 'stat=,args='], (error, stdout) => {
      const line = stdout.trim();
      resolve(error !== null || line === '' || line.startsWith('Z') ? undefined : line);
    });
  });
}

/**
 * Polls, every `everyMs` milliseconds, until a condition holds.
 *
 * @returns false when it does not hold within `timeoutMs`
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
  everyMs = 20,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() >= deadline) return false;
    await delay(everyMs);
  }
  return true;
}

/**
 * Ends another process when this one ends, even by SIGKILL. A watcher does it: a shell that waits on a pipe, which closes
 * with this process, and then sends `signal`.
 *
 * @returns a function that stops the watcher, to be called when the other process has ended
 */
export function endWithThisProcess(pid: number, signal: 'INT' | 'TERM'): () => void {
  const watcher = spawn('/bin/sh', ['-c', `read -r _; kill -${signal} "$1" 2>/dev/null`, 'sh', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.unref();
  // The stream of a pipe is a socket, which would keep the event loop alive.
  if ('unref' in watcher.stdin && typeof watcher.stdin.unref === 'function') watcher.stdin.unref();
  return () => watcher.kill('SIGKILL');
}
