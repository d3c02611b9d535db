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

test('requests are counted in a cluster, whichever node an address falls to', async () => {
  const { count } = createRateLimits({ redis, keyPrefix: 'test:rate', perIdentity: null, perAddress: 2 });
  for (let host = 1; host <= 12; host += 1) {
    const address = `10.0.0.${host}`;
    const { answers, keys } = await inOneWindow(async () => ({
      answers: await Promise.allSettled(Array.from({ length: 6 }, () => count(address, null))),
      keys: await redis.exists(`test:rate:address:${address}`),
    }));
    expect(answers.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(answers).toContainEqual({ status: 'rejected', reason: expect.any(RateLimitedError) });
    // In Redis, and not only by the limiter that takes over while Redis is away.
    expect(keys).toBe(1);
  }
});
