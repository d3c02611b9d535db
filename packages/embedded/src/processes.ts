import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A process of ours: where it answers, how it ended, how to end it. */
export interface RunningProcess {
  readonly pid: number;
  /** For a service an origin, for a database its connection URL. */
  readonly url: string;
  /** Resolves, never rejects, once the process is gone. */
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
  /** Sends an IPC message to the process, if it has a channel. */
  send?(message: object): void;
  /** Asks it to end, forces it after `graceMs` (default 10 s), resolves once it is gone. */
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
  /** Where its output is appended. */
  readonly logFile: string;
  readonly cwd?: string;
  readonly account?: Account | undefined;
  /** Gives the child an IPC channel, whose closing tells it that this process is gone. */
  readonly ipc?: boolean;
}

/** Whom a process runs as, when that is not us. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Starts a process in a session of its own: a Ctrl-C in the terminal reaches only us, and we end the others in an order
 * that lets work in flight finish. Rejects when the program cannot be started at all.
 */
export async function launch(options: LaunchOptions): Promise<Launched> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const output = openSync(options.logFile, 'a');
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
    // A signal that cannot be delivered is reported here; the exit says all that matters.
    child.on('error', () => undefined);
    if (child.pid === undefined) throw new Error(`${options.command} started without a process id.`);
    return { pid: child.pid, exited, child };
  } finally {
    closeSync(output);
  }
}

const GRACE_MS = 10_000;

/** Sends `signal`, then SIGKILL after `graceMs`; resolves once the process is gone. */
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

/** Ends a process that is not our child, a leftover of an earlier run. `isOurs` sees its command line. */
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
  throw new Error(`Process ${pid} of an earlier run cannot be ended.`);
}

/** The command line of a live process; undefined when there is none (or only a zombie nobody collected). */
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

/** Waits for a condition of the world outside that announces itself to nobody; false when `timeoutMs` pass first. */
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
 * Databases do not notice that we were killed. A shell that waits on a pipe does: the pipe closes with us, however we
 * end, and the shell passes `signal` on. Returns what calls it off, for when the process has ended otherwise.
 */
export function endWithUs(pid: number, signal: 'INT' | 'TERM'): () => void {
  const watcher = spawn('/bin/sh', ['-c', `read -r _; kill -${signal} "$1" 2>/dev/null`, 'sh', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.unref();
  // A pipe's stream is a socket underneath, and as such would keep our event loop alive.
  if ('unref' in watcher.stdin && typeof watcher.stdin.unref === 'function') watcher.stdin.unref();
  return () => watcher.kill('SIGKILL');
}
