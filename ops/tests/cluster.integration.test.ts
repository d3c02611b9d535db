import { streamState } from '@movecall/eventlog';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startRedisCluster } from '@movecall/testkit/redis-cluster';
import { connect, eachProducer } from '../src/system.ts';

test('a Redis Cluster answers as soon as the operator is connected', async () => {
  const cluster = await startRedisCluster(1);
  onTestFinished(() => cluster.close());
  const system = await connect({
    databaseUrls: eachProducer(() => inject('postgresUrl')),
    redisUrl: cluster.redisUrl,
    redisCluster: true,
    streamPrefix: 'movecall',
  });
  onTestFinished(() => system.close());
  expect(await streamState(system.redis, 'movecall:call')).toEqual({ last: '0-0', groups: [] });
});
