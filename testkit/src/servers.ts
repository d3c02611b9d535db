import { startPostgres, wipePostgres } from '@movecall/embedded/postgres';
import { startRedis } from '@movecall/embedded/redis';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The superuser's, to the database `postgres`: tests make databases of their own (createTestDatabase). */
    postgresUrl: string;
    /** Shared by all test files that run at the moment: use keys of your own, never flush it. */
    redisUrl: string;
    /** Whether that Redis is a cluster. */
    redisCluster: boolean;
  }
}

const PREFIX = 'movecall-test-';

/**
 * Vitest's global setup: one real Postgres and one real Redis for a run, and nothing left of them after it. Vitest sets up one
 * project after the other; the first that needs the servers starts them for all.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const run = project.vitest.getRootProject();
  if (run.getProvidedContext().postgresUrl !== undefined) return undefined;
  await removeLeftovers();
  const directory = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // Run by root, Postgres runs as somebody else, who has to get in.
  await chmod(directory, 0o755);
  const log = () => undefined;
  const [postgres, redis] = await Promise.all([
    startPostgres({ directory, log, durable: false }),
    startRedis({ directory, log }),
  ]);
  run.provide('postgresUrl', postgres.url);
  run.provide('redisUrl', redis.url);
  run.provide('redisCluster', false);
  return async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
    await wipePostgres(directory);
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
  };
}

/** A run that was killed could not clear up; its servers have ended with it, its folder is still there. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    const left = join(tmpdir(), name);
    // Another run may be clearing it up at this very moment.
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
