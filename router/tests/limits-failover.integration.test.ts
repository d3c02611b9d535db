import { startRedisFailover } from '@movecall/testkit/redis-failover';
import { startRouter } from '@movecall/testkit/router';
import { PATIENCE } from '@movecall/testkit/patience';
import { expect, onTestFinished, test, vi } from 'vitest';

test('after each failover of Redis, requests are counted on the new primary', async () => {
  const redis = await startRedisFailover();
  onTestFinished(redis.close);
  const router = await startRouter(redis.url);
  onTestFinished(router.close);
  const counted = () =>
    vi.waitFor(async () => {
      await router.query('{ __typename }');
      expect(await redis.keys()).toContainEqual(expect.stringContaining(':rate:address:'));
    }, PATIENCE);

  await counted();
  for (let failovers = 0; failovers < 2; failovers += 1) {
    await redis.failOver();
    await counted();
  }
});
