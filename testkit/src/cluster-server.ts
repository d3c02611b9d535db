import type { TestProject } from 'vitest/node';
import { startRedisCluster } from './redis-cluster.ts';

/**
 * Vitest's global setup of the lane `redis-cluster`. A Redis Cluster refuses a command whose keys are in different slots.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startRedisCluster(1);
  project.provide('redisUrl', cluster.redisUrl);
  project.provide('redisCluster', true);
  return () => cluster.close();
}
