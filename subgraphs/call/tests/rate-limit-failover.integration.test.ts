import { PATIENCE } from '@movecall/testkit/patience';
import { startRedisFailover } from '@movecall/testkit/redis-failover';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startCall } from './harness.ts';

test('after each failover of Redis, the limits are counted on the new primary', async () => {
  const redis = await startRedisFailover();
  onTestFinished(redis.close);
  const call = await startCall({ REDIS_URL: redis.url, LIMITS_TIMEOUT_MS: '250' });
  const counted = () =>
    vi.waitFor(async () => {
      await call.request(await call.person());
      expect(await redis.keys()).toContainEqual(expect.stringContaining(':limit:calls:'));
    }, PATIENCE);

  await counted();
  for (let failovers = 0; failovers < 2; failovers += 1) {
    await redis.failOver();
    await counted();
  }
});
