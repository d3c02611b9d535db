import { startPostgres, wipePostgres } from '@movecall/embedded/postgres';
import { startRedis } from '@movecall/embedded/redis';
import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { makeLoginsCheap } from './cheap-logins.ts';
import { newMemoryFolder, removeLeftFolders } from './memory-folder.ts';

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

/**
 * Vitest's global setup. It starts one real Postgres and one real Redis for a run, and removes both afterwards. Vitest sets
 * up one project after the other, and the first project that needs the servers starts them for all projects.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const run = project.vitest.getRootProject();
  if (run.getProvidedContext().postgresUrl !== undefined) return undefined;
  // The servers of a killed run have ended with it, but its folder still exists.
  await removeLeftFolders();
  const directory = await newMemoryFolder();
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
