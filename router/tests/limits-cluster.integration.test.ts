import { connectNow, connectRedis } from '@movecall/redis';
import { afterAll, expect, test } from 'vitest';
import { startRedisCluster } from '@movecall/testkit/redis-cluster';
import { createRateLimits, RateLimitedError } from '../src/rate-limits.ts';
import { inOneWindow } from './support/rate-limit-window.ts';

const cluster = await startRedisCluster(3);
const redis = connectRedis({ redisUrl: cluster.redisUrl, redisCluster: true });
await connectNow(redis);
afterAll(async () => {
  redis.disconnect();
  await cluster.close();
});

test('requests are counted in a Redis Cluster, on every node', async () => {
  const { count } = createRateLimits({ redis, keyPrefix: 'test:rate', perIdentity: null, perAddress: 2 });
  for (let host = 1; host <= 12; host += 1) {
    const address = `10.0.0.${host}`;
    const { answers, keys } = await inOneWindow(async () => ({
      answers: await Promise.allSettled(Array.from({ length: 6 }, () => count(address, null))),
      keys: await redis.exists(`test:rate:address:${address}`),
    }));
    expect(answers.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(answers).toContainEqual({ status: 'rejected', reason: expect.any(RateLimitedError) });
    // The count is in Redis, not only in the limiter that replaces Redis while it is unreachable.
    expect(keys).toBe(1);
  }
});
