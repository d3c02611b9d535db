import { startRedis } from '@movecall/embedded/redis';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { customer, startRouter } from '@movecall/testkit/router';
import { connect } from './support/socket.ts';

const STATUS =
  'subscription ($id: ID!, $after: ID) { moveCallStatus(id: $id, after: $after) { version status reset } }';
test('an unavailable entity is an error of that payload; the subscription continues', async () => {
  const viewer = customer();
  const router = await startRouter(inject('redisUrl'), { subgraphUrls: { manage: 'http://127.0.0.1:1' } });
  const call = router.addCall(viewer);
  const socket = await connect(router, viewer);
  socket.subscribe(
    '1',
    'subscription ($id: ID!) { moveCallStatus(id: $id) { version moveCall { version order { status } } } }',
    { id: call.id },
  );
  for (const version of [1, 2]) {
    const { type, payload } = await socket.next();
    expect(type).toBe('next');
    expect(payload).toEqual({
      data: { moveCallStatus: { version, moveCall: { version, order: null } } },
      errors: [
        {
          message: 'Not available at the moment.',
          path: ['moveCallStatus', 'moveCall', 'order'],
          extensions: { code: 'SERVICE_UNAVAILABLE' },
        },
      ],
    });
    if (version === 1) await router.change(call, 'ASSIGNING');
  }
  socket.close();
  await router.close();
});

test('while call is unavailable, a subscription is refused with SERVICE_UNAVAILABLE, not with NOT_FOUND', async () => {
  const viewer = customer();
  const router = await startRouter(inject('redisUrl'), { subgraphUrls: { call: 'http://127.0.0.1:1' } });
  const socket = await connect(router, viewer);
  socket.subscribe('1', STATUS, { id: randomUUID() });
  expect(await socket.next()).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }],
  });
  await router.close();
});

test('a router that has never reached Redis refuses subscriptions and answers queries', async () => {
  const viewer = customer();
  const router = await startRouter(inject('redisUrl'), { redisUrl: 'redis://127.0.0.1:1' });
  const call = router.addCall(viewer);
  const socket = await connect(router, viewer);
  socket.subscribe('1', STATUS, { id: call.id });
  expect(await socket.next()).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }],
  });
  expect((await router.query(`{ moveCall(id: "${call.id}") { version } }`, {}, viewer)).body).toEqual({
    data: { moveCall: { version: 1 } },
  });
  expect((await fetch(`${router.url}/readyz`)).status).toBe(200);
  await router.close();
});

test('a Redis that is killed and started again interrupts no subscription and no query', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'movecall-router-'));
  const redis = await startRedis({ directory, log: () => undefined });
  const router = await startRouter(redis.url);
  const viewer = customer();
  const call = router.addCall(viewer);
  const socket = await connect(router, viewer);
  socket.subscribe('1', STATUS, { id: call.id });
  expect((await socket.nextData()).moveCallStatus.version).toBe(1);
  await router.change(call, 'ASSIGNING');
  expect((await socket.nextData()).moveCallStatus.version).toBe(2);

  redis.kill('SIGKILL');
  await redis.exited;
  const { status, body } = await router.query(`{ moveCall(id: "${call.id}") { version } }`, {}, viewer);
  expect([status, body.data]).toEqual([200, { moveCall: { version: 2 } }]);

  const again = await startRedis({ directory, log: () => undefined });
  expect(again.url).toBe(redis.url);
  await router.change(call, 'CONFIRMED', router.subgraphs.mover);
  expect((await socket.nextData()).moveCallStatus).toEqual({ version: 3, status: 'CONFIRMED', reset: false });
  socket.close();
  await router.close();
  await again.stop();
  await rm(directory, { recursive: true });
});
