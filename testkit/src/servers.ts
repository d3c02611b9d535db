import { startPostgres, wipePostgres } from '@movecall/embedded/postgres';
import { startRedis } from '@movecall/embedded/redis';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { makeLoginsCheap } from './cheap-logins.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The superuser's URL of the database `postgres`. Tests create their own databases with createTestDatabase. */
    postgresUrl: string;
    /** The URL of a Redis that all running test files share. Use your own keys, and never flush it. */
    redisUrl: string;
    /** Whether that Redis is a cluster. */
    redisCluster: boolean;
  }
}

const PREFIX = 'movecall-test-';

/**
 * Vitest's global setup. It starts one real Postgres and one real Redis for a run, and removes both afterwards. Vitest sets
 * up one project after the other, and the first project that needs the servers starts them for all projects.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const run = project.vitest.getRootProject();
  if (run.getProvidedContext().postgresUrl !== undefined) return undefined;
  await removeLeftovers();
  const directory = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // When root starts Postgres, Postgres runs as another user, and that user must be able to enter the folder.
  await chmod(directory, 0o755);
  const log = () => undefined;
  const [postgres, redis] = await Promise.all([
    startPostgres({ directory, log, durable: false }),
    startRedis({ directory, log }),
  ]);
  await makeLoginsCheap(postgres.url);
  run.provide('postgresUrl', postgres.url);
  run.provide('redisUrl', redis.url);
  run.provide('redisCluster', false);
  return async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
    await wipePostgres(directory);
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
  };
}

/** Removes the folders of killed runs. The servers of such a run have ended with it, but its folder still exists. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    const left = join(tmpdir(), name);
    // Another run may be removing the folder at the same time.
    await wipePostgres(left).catch(() => undefined);
    await rm(left, { recursive: true, force: true, maxRetries: 10 });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
