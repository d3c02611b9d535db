import { afterAll, describe } from 'vitest';
import { startRedisCluster } from '@movecall/testkit/redis-cluster';
import { useRedis } from './support.ts';

// All that the event log does, once more where a command whose keys are in different slots is refused.
const cluster = await startRedisCluster(1);
useRedis({ redisUrl: cluster.redisUrl, redisCluster: true });
afterAll(() => cluster.close());

describe('relay', async () => {
  await import('./relay.integration.test.ts');
});
describe('consumer', async () => {
  await import('./consumer.integration.test.ts');
  await import('./consumer-replicas.integration.test.ts');
});
describe('redrive', async () => {
  await import('./redrive.integration.test.ts');
});
describe('tail', async () => {
  await import('./tail.integration.test.ts');
});
