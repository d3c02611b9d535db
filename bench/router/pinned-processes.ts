import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_TIMEOUT_MS = 60_000;
const LAST_WORDS = 4_000;

export interface Started {
  readonly name: string;
  readonly pid: number;
  /** Sends an IPC message and resolves with the answer. Rejects when the process ends before it answers. */
  ask<T>(message: object): Promise<T>;
  /** Whether the process has not ended. */
  lives(): boolean;
  /** Ends the process. Does nothing when it has ended. */
  end(): Promise<void>;
  /** Resolves once `answers` resolves to true. Rejects with the end of the output when the process ends or needs over a minute. */
  ready(answers: () => Promise<boolean>): Promise<void>;
}

export interface Usage {
  readonly cpuMicros: number;
  readonly rssBytes: number;
}

/** The core of a process: gateways have one core, everything else shares the other. */
export type Place = 'gateway' | 'rest';

/** The first two cores that this process may use; null when processes cannot be pinned on this machine. */
export const cores = findCores();

/**
 * Starts Node processes that are pinned to a core, and ends all of them.
 *
 * @param preload the URL of a module that each of them loads first
 * @param pinned false: the system distributes the processes
 */
export function createPinnedProcesses(preload: string, pinned = true) {
  const ends: (() => Promise<void>)[] = [];

  function start(name: string, place: Place, args: readonly string[], env: NodeJS.ProcessEnv): Started {
    const node = [process.execPath, '--import', preload, ...args];
    const [command, ...rest] =
      cores === null || !pinned ? node : ['taskset', '-c', String(cores[place]), ...node];
    const child = spawn(command!, rest, {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let words = '';
    const hear = (chunk: Buffer): void => void (words = (words + chunk.toString()).slice(-LAST_WORDS));
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    const ended = new Promise<Error>((resolve) => {
      child.once('error', resolve);
      child.once('exit', (code, signal) => {
        resolve(new Error(`${name} ended (${signal ?? code}). The end of its output:\n${words}`));
      });
    });
    const end = async (): Promise<void> => {
      child.kill('SIGKILL');
      await ended;
    };
    ends.push(end);

    let lastId = 0;
    return {
      name,
      pid: child.pid ?? 0,
      lives: () => child.exitCode === null && child.signalCode === null,
      end,
      async ask<T>(message: object) {
        const id = ++lastId;
        const answered = new Promise<T>((resolve) => {
          const listen = (answer: { id?: number }): void => {
            if (answer.id !== id) return;
            child.off('message', listen);
            resolve(answer as T);
          };
          child.on('message', listen);
        });
        // If the process has ended, `ended` rejects the answer.
        child.send({ ...message, id }, () => undefined);
        return await first(answered, ended);
      },
      async ready(answers) {
        const deadline = Date.now() + START_TIMEOUT_MS;
        while (!(await first(answers(), ended).catch(failUnlessRefused))) {
          if (Date.now() > deadline)
            throw new Error(`${name} did not get ready. The end of its output:\n${words}`);
          await pause(100);
        }
      },
    };

    async function failUnlessRefused(error: unknown): Promise<false> {
      if (error instanceof TypeError) return false;
      throw error;
    }
  }

  return {
    start,
    async stop(): Promise<void> {
      await Promise.all(ends.map((end) => end()));
    },
  };
}

export type PinnedProcesses = ReturnType<typeof createPinnedProcesses>;

async function first<T>(answered: Promise<T>, ended: Promise<Error>): Promise<T> {
  const winner = await Promise.race([answered, ended]);
  if (winner instanceof Error) throw winner;
  return winner;
}

/** Pins a process that was started elsewhere. */
export function pin(pid: number, place: Place): void {
  if (cores !== null) spawnSync('taskset', ['-a', '-cp', String(cores[place]), String(pid)]);
}

function findCores(): Readonly<Record<Place, number>> | null {
  if (process.platform !== 'linux' || spawnSync('taskset', ['-V']).status !== 0) return null;
  const allowed = /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  const list = allowed.split(',').flatMap((range) => {
    const [from, to] = range.split('-').map(Number);
    return Array.from({ length: (to ?? from!) - from! + 1 }, (_, nth) => from! + nth);
  });
  return list.length < 2 ? null : { gateway: list[0]!, rest: list[1]! };
}

/** Ports that no process listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
