import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Addresses } from '@movecall/testkit/client';
import { answersReady } from '@movecall/dev/units';
import { lastLines } from '@movecall/embedded/logs';
import { freePort } from '@movecall/embedded/ports';
import { launch, type Launched, terminate, until } from '@movecall/embedded/processes';
import { keptSecrets } from '@movecall/dev/secrets';
import { seedMovers } from '@movecall/dev/seed';
import { services, STATEFUL, type LaunchContext } from '@movecall/dev/services';

export interface ProductionOptions {
  /** Where the folders of all services were built. */
  readonly built: string;
  /** An empty folder outside of the repository: each service's folder is copied into it and run there. */
  readonly directory: string;
  /** The program that runs them. */
  readonly node: string;
  /** A superuser's, to any database of the server; services get databases of their own on it. */
  readonly postgresUrl: string;
  readonly redisUrl: string;
  /** Begins the names of the databases, which must not exist yet, and of the streams. */
  readonly prefix: string;
}

export interface ProductionSystem {
  readonly addresses: Addresses;
  /** The databases' URLs, by service. */
  readonly databases: Readonly<Record<string, string>>;
  /** Stops or starts a service; resolves once it is gone, or ready. */
  service(action: 'stop' | 'start', name: string): Promise<void>;
  /** Runs the operator's command; resolves to what it printed. Rejects when it fails. */
  ops(...args: string[]): Promise<string>;
  figures(): Promise<readonly Figures[]>;
  close(): Promise<void>;
}

export interface Figures {
  readonly service: string;
  /** From the start of the process until it was ready. */
  readonly startMs: number;
  /** Resident memory now, in bytes; null where the system does not tell. */
  readonly memory: number | null;
}

interface Running {
  readonly launched: Launched;
  readonly startMs: number;
}

const READY_WITHIN_MS = 30_000;
const run = promisify(execFile);

/**
 * The whole system as it is deployed: each service from its production bundle alone, in a folder that has nothing else,
 * with nothing in its environment but its own configuration; databases migrated beforehand, by processes of their own.
 */
export async function startProduction(options: ProductionOptions): Promise<ProductionSystem> {
  const { built, directory, node, redisUrl, postgresUrl, prefix } = options;
  const names = Object.keys(services);
  const taken = new Set<number>();
  const origins: Record<string, string> = {};
  for (const name of names) {
    const port = await freePort(taken);
    taken.add(port);
    origins[name] = `http://127.0.0.1:${port}`;
  }
  for (const name of [...names, 'ops'])
    await cp(join(built, name), join(directory, name), { recursive: true });
  const data = join(directory, 'data');
  await mkdir(data);
  const databases = Object.fromEntries(
    STATEFUL.map((name) => {
      const url = new URL(postgresUrl);
      url.pathname = `/${prefix}_${name}`;
      return [name, url.href];
    }),
  );
  const databaseVariables = Object.fromEntries(
    STATEFUL.map((name) => [`${name.toUpperCase()}_DATABASE_URL`, databases[name]]),
  );
  const surroundings: LaunchContext = {
    origins,
    postgresUrl,
    redisUrl,
    secrets: await keptSecrets(data),
    directory: data,
    env: databaseVariables,
  };
  const running = new Map<string, Running>();

  async function migrate(name: string): Promise<void> {
    const variable = `${name.toUpperCase()}_DATABASE_URL`;
    await run(node, ['--enable-source-maps', 'migrate.mjs'], {
      cwd: join(directory, name),
      env: { [variable]: databaseVariables[variable] },
    });
  }

  async function start(name: string): Promise<void> {
    const entry = services[name];
    const origin = origins[name];
    if (entry === undefined || origin === undefined) throw new Error(`There is no service called ${name}.`);
    const folder = join(directory, name);
    const logFile = join(data, `${name}.log`);
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
        ...entry.env(surroundings),
        ...(name === 'router' && { WEB_ROOT: join(folder, 'web') }),
      },
      logFile,
      ipc: true,
    });
    let ended = false;
    void launched.exited.then(() => (ended = true));
    const ready = await until(async () => ended || (await answersReady(origin)), READY_WITHIN_MS);
    if (ended || !ready) {
      if (!ended) await terminate(launched, 'SIGKILL');
      throw new Error(`${name} did not become ready; its last words:\n${lastLines(logFile)}`);
    }
    running.set(name, { launched, startMs: performance.now() - since });
  }

  async function stop(name: string): Promise<void> {
    const found = running.get(name);
    running.delete(name);
    if (found) await terminate(found.launched, 'SIGTERM');
  }

  const close = async (): Promise<void> => {
    await Promise.all([...running.keys()].map(stop));
  };

  try {
    for (const name of STATEFUL) await migrate(name);
    // One after the other: how long each takes is to be seen.
    for (const name of names.toReversed()) await start(name);
    await seedMovers(surroundings);
  } catch (error) {
    await close();
    throw error;
  }

  return {
    addresses: { router: origins['router'] ?? '', sandbox: origins['sandbox'] ?? '' },
    databases,
    service: (action, name) => (action === 'stop' ? stop(name) : start(name)),
    async ops(...args) {
      const { stdout } = await run(node, ['--enable-source-maps', 'main.mjs', ...args], {
        cwd: join(directory, 'ops'),
        env: { ...databaseVariables, REDIS_URL: redisUrl, STREAM_PREFIX: prefix },
      });
      return stdout;
    },
    figures: () =>
      Promise.all(
        [...running].map(async ([service, { launched, startMs }]) => ({
          service,
          startMs,
          memory: await residentMemory(launched.pid),
        })),
      ),
    async close() {
      await close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function residentMemory(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}
