import { type LaunchContext, services } from '@movecall/dev/services';
import { answersReady } from '@movecall/dev/units';
import { lastLines } from '@movecall/embedded/logs';
import { launch, type Launched, terminate, until } from '@movecall/embedded/processes';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ServiceProcesses {
  /** Resolves once the service is ready. @throws Error with the end of its log */
  start(name: string): Promise<void>;
  /** Resolves once the process is gone. */
  stop(name: string): Promise<void>;
  stopAll(): Promise<void>;
  figures(): Promise<readonly ProcessFigures[]>;
}

export interface ProcessFigures {
  readonly service: string;
  /** From the launch of the process until it was ready. */
  readonly startMs: number;
  /** Resident memory now, in bytes; null where the operating system does not report it. */
  readonly memory: number | null;
}

interface Running {
  readonly launched: Launched;
  readonly startMs: number;
}

const READY_WITHIN_MS = 30_000;

export interface DeployedServices {
  /** The Node program that runs the services. */
  readonly node: string;
  /** Has the built folder of each service. */
  readonly directory: string;
  /** Begins the names of the streams. */
  readonly prefix: string;
  readonly context: LaunchContext;
}

/** The processes of deployed services. */
export function createServiceProcesses(deployed: DeployedServices): ServiceProcesses {
  const running = new Map<string, Running>();

  async function stop(name: string): Promise<void> {
    const found = running.get(name);
    running.delete(name);
    if (found) await terminate(found.launched, 'SIGTERM');
  }

  return {
    async start(name) {
      running.set(name, await startService(deployed, name));
    },
    stop,
    async stopAll() {
      await Promise.all([...running.keys()].map(stop));
    },
    figures: () =>
      Promise.all(
        [...running].map(async ([service, { launched, startMs }]) => ({
          service,
          startMs,
          memory: await residentMemory(launched.pid),
        })),
      ),
  };
}

async function startService(
  { node, directory, prefix, context }: DeployedServices,
  name: string,
): Promise<Running> {
  const entry = services[name];
  const origin = context.origins[name];
  if (entry === undefined || origin === undefined)
    throw new Error(`There is no service called ${name}. There are: ${Object.keys(services).join(', ')}.`);
  const folder = join(directory, name);
  const logFile = join(context.directory, `${name}.log`);
  const since = performance.now();
  const launched = await launch({
    command: node,
    args: ['--enable-source-maps', 'main.mjs'],
    cwd: folder,
    env: {
      NODE_ENV: 'production',
      MIGRATIONS: 'await',
      HOST: '127.0.0.1',
      PORT: new URL(origin).port,
      INSTANCE: `${name}-1`,
      STREAM_PREFIX: prefix,
      ...entry.env(context),
      ...(name === 'router' && { WEB_ROOT: join(folder, 'web') }),
    },
    logFile,
    ipc: true,
  });
  if (!(await becomesReady(launched, origin)))
    throw new Error(`${name} did not become ready. The end of its log:\n${lastLines(logFile)}`);
  return { launched, startMs: performance.now() - since };
}

/** Ends a process that is not ready in time. */
async function becomesReady(launched: Launched, origin: string): Promise<boolean> {
  let ended = false;
  void launched.exited.then(() => (ended = true));
  const ready = await until(async () => ended || (await answersReady(origin)), READY_WITHIN_MS);
  if (ready && !ended) return true;
  if (!ended) await terminate(launched, 'SIGKILL');
  return false;
}

async function residentMemory(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}
