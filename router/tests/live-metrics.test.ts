import { CloseCode } from 'graphql-ws';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createLiveMetrics } from '../src/live/live-metrics.ts';

test('closed sockets are counted by close code; codes that clients made up are counted as one', async () => {
  const registry = new Registry();
  const size = () => ({ subscriptions: 0, channels: 0, waiting: 0 });
  const metrics = createLiveMetrics(registry, { size });
  for (const code of [1000, 1001, 1006, 1009, CloseCode.Forbidden, 4499]) metrics.socketClosed(code);
  for (let code = 3000; code < 4000; code += 1) metrics.socketClosed(code);
  const exposed = (await registry.metrics()).match(/^movecall_router_socket_closes_total.*$/gm);
  expect(exposed).toEqual([
    ...[1000, 1001, 1006, 1009, 4403, 4499].map(
      (code) => `movecall_router_socket_closes_total{code="${code}"} 1`,
    ),
    'movecall_router_socket_closes_total{code="other"} 1000',
  ]);
});
