import { seedMovers } from '@movecall/dev/seed';
import { keptSecrets } from '@movecall/dev/secrets';
import { type LaunchContext, services, STATEFUL } from '@movecall/dev/services';
import { freePort } from '@movecall/embedded/ports';
import type { Addresses } from '@movecall/testkit/client';
import { execFile } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createServiceProcesses, type ProcessFigures } from './service-processes.ts';

export interface ProductionOptions {
  /** The folder in which the folders of all services were built. */
  readonly built: string;
  /** An empty folder outside of the repository: each service's folder is copied into it and run there. */
  readonly directory: string;
  /** The Node program that runs the services. */
  readonly node: string;
  /** A superuser's URL to any database of the server, on which each service gets a database of its own. */
  readonly postgresUrl: string;
  readonly redisUrl: string;
  /** Begins the names of the streams, and of the databases, which must not exist yet. */
  readonly prefix: string;
}

export interface ProductionSystem {
  readonly addresses: Addresses;
  /** The databases' URLs, by service. */
  readonly databases: Readonly<Record<string, string>>;
  /** Stops or starts a service; resolves once its process is gone, or ready. */
  service(action: 'stop' | 'start', name: string): Promise<void>;
  /** Runs the operator's command; resolves to its output and rejects when it fails. */
  ops(...args: string[]): Promise<string>;
  figures(): Promise<readonly ProcessFigures[]>;
  close(): Promise<void>;
}

const run = promisify(execFile);

/**
 * Starts the whole system as it is deployed. Each service runs its production bundle in a folder without any other file, with
 * nothing but its configuration in its environment. Processes of their own migrate the databases beforehand.
 */
export async function startProduction(options: ProductionOptions): Promise<ProductionSystem> {
  const { built, directory, node, redisUrl, prefix } = options;
  const names = Object.keys(services);
  for (const name of [...names, 'ops'])
    await cp(join(built, name), join(directory, name), { recursive: true });
  const databases = databaseUrls(options);
  const databaseEnv = Object.fromEntries(STATEFUL.map((name) => [variableOf(name), databases[name]]));
  const context = await launchContext(options, names, databaseEnv);
  const processes = createServiceProcesses({ node, directory, prefix, context });

  try {
    for (const name of STATEFUL)
      await run(node, ['--enable-source-maps', 'migrate.mjs'], {
        cwd: join(directory, name),
        env: { [variableOf(name)]: databases[name] },
      });
    // One service after the other, so that each one's time to start is measured alone.
    for (const name of names.toReversed()) await processes.start(name);
    await seedMovers(context);
  } catch (error) {
    await processes.stopAll();
    throw error;
  }

  return {
    addresses: { router: context.origins['router'] ?? '', sandbox: context.origins['sandbox'] ?? '' },
    databases,
    service: (action, name) => processes[action](name),
    async ops(...args) {
      const { stdout } = await run(node, ['--enable-source-maps', 'main.mjs', ...args], {
        cwd: join(directory, 'ops'),
        env: { ...databaseEnv, REDIS_URL: redisUrl, STREAM_PREFIX: prefix },
      });
      return stdout;
    },
    figures: processes.figures,
    async close() {
      await processes.stopAll();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const variableOf = (service: string): string => `${service.toUpperCase()}_DATABASE_URL`;

/** By service. */
function databaseUrls({ postgresUrl, prefix }: ProductionOptions): Record<string, string> {
  return Object.fromEntries(
    STATEFUL.map((name) => {
      const url = new URL(postgresUrl);
      url.pathname = `/${prefix}_${name}`;
      return [name, url.href];
    }),
  );
}

async function launchContext(
  { directory, postgresUrl, redisUrl }: ProductionOptions,
  names: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<LaunchContext> {
  const data = join(directory, 'data');
  await mkdir(data);
  const taken = new Set<number>();
  const origins: Record<string, string> = {};
  for (const name of names) {
    const port = await freePort(taken);
    taken.add(port);
    origins[name] = `http://127.0.0.1:${port}`;
  }
  return { origins, postgresUrl, redisUrl, secrets: await keptSecrets(data), directory: data, env };
}
