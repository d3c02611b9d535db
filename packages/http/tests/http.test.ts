import { once } from 'node:events';
import { Counter, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { BodyTooLargeError, readBody, sendJson } from '../src/http.ts';
import { createLiveness } from '@movecall/telemetry/liveness';
import { start } from '@movecall/testkit/http-service';

test('a running service is alive, and ready when all its dependencies are available', async () => {
  let database = false;
  const { url } = await start(async () => undefined, { readiness: async () => ({ database, redis: true }) });
  const status = async (path: string) => (await fetch(`${url}${path}`)).status;
  expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 503]);
  database = true;
  expect([await status('/healthz'), await status('/readyz'), await status('/metrics')]).toEqual([
    200, 200, 200,
  ]);
  expect(await status('/elsewhere')).toBe(404);
});

test('a service is dead while some work hangs, and names the work', async () => {
  let at = 0;
  const liveness = createLiveness(60_000, () => at);
  const { url } = await start(async () => undefined, { liveness });
  let finish = (): void => undefined;
  const work = liveness.during('relay: publishing', () => new Promise<void>((resolve) => (finish = resolve)));
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  at = 60_001;
  const answer = await fetch(`${url}/healthz`);
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { status: 'dead', faults: ['relay: publishing'] },
  ]);
  finish();
  await work;
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('overdue work is tolerated for ten times the limit while a dependency is unavailable', async () => {
  let at = 0;
  const liveness = createLiveness(60_000, () => at);
  let database = false;
  const { url } = await start(async () => undefined, { liveness, readiness: async () => ({ database }) });
  const health = async () => {
    const answer = await fetch(`${url}/healthz`);
    return [answer.status, await answer.json()];
  };
  void liveness.during('relay: publishing', () => new Promise(() => undefined));
  const dead = [503, { status: 'dead', faults: ['relay: publishing'] }];
  at = 60_001;
  expect(await health()).toEqual([200, { status: 'waiting', overdue: ['relay: publishing'] }]);
  database = true;
  expect(await health()).toEqual(dead);
  database = false;
  expect(await health()).toEqual([200, { status: 'waiting', overdue: ['relay: publishing'] }]);
  at = 600_001;
  expect(await health()).toEqual(dead);
});

test('overdue work of a closing service is not tolerated while its dependencies are available', async () => {
  let at = 0;
  const liveness = createLiveness(60_000, () => at);
  const { url, close } = await start(async () => undefined, { liveness, lameDuckMs: 1_000 });
  void liveness.during('relay: publishing', () => new Promise(() => undefined));
  at = 60_001;
  const closed = close();
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  const answer = await fetch(`${url}/healthz`);
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { status: 'dead', faults: ['relay: publishing'] },
  ]);
  await closed;
});

test('requests are counted by route and status; probes and scrapes are not counted', async () => {
  const metrics = new Registry();
  const { url } = await start(async (_request, response) => sendJson(response, 201, {}), {
    metrics,
    measured: ['/work'],
  });
  for (const path of ['/work', '/work', '/elsewhere', '/healthz', '/readyz', '/metrics'])
    await (await fetch(`${url}${path}`)).text();
  expect((await metrics.metrics()).match(/^movecall_(http_requests_total|ready).*$/gm)).toEqual([
    'movecall_http_requests_total{route="/work",status="201"} 2',
    'movecall_http_requests_total{route="other",status="404"} 1',
    'movecall_ready 1',
  ]);
});

test('two scrapes at the same time collect the metrics once', async () => {
  const metrics = new Registry();
  let collected = 0;
  let finish = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    new Counter({
      name: 'test_total',
      help: 'Slow',
      registers: [metrics],
      collect() {
        collected += 1;
        resolve();
        return new Promise<void>((done) => (finish = done));
      },
    });
  });
  const { server, url } = await start(async () => undefined, { metrics });
  const first = fetch(`${url}/metrics`);
  await reached;
  const arrived = once(server, 'request');
  const second = fetch(`${url}/metrics`);
  await arrived;
  finish();
  expect(await (await first).text()).toBe(await (await second).text());
  expect(collected).toBe(1);
});

test('a failing handler is answered with 500 and without the reason', async () => {
  const { url } = await start(async () => {
    throw new Error('secret');
  });
  const response = await fetch(`${url}/work`);
  expect([response.status, await response.text()]).toEqual([500, '{"error":"internal server error"}']);
});

test('a body over the limit is refused', async () => {
  const { url } = await start(async (request, response) => {
    const body = await readBody(request, 10).catch((error: unknown) =>
      error instanceof BodyTooLargeError ? 'too large' : 'failed',
    );
    sendJson(response, 200, { body });
  });
  const send = async (body: string): Promise<unknown> =>
    (await fetch(`${url}/work`, { method: 'POST', body })).json();
  expect(await send('0123456789')).toEqual({ body: '0123456789' });
  expect(await send('0123456789a')).toEqual({ body: 'too large' });
});
