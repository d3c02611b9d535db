import { once } from 'node:events';
import { connect } from 'node:net';
import { Counter, Registry } from 'prom-client';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { BodyTooLargeError, readBody, sendJson } from '../src/http.ts';
import { createLiveness } from '@movecall/telemetry/liveness';
import { createLogger } from '@movecall/telemetry/logger';
import { start } from '@movecall/testkit/http-service';
import { PATIENCE } from '@movecall/testkit/patience';

test('a running service is alive, and ready when all its dependencies are available', async () => {
  let database = false;
  const { url, metricsUrl } = await start(async () => undefined, {
    readiness: async () => ({ database, redis: true }),
  });
  const status = async (path: string) => (await fetch(`${url}${path}`)).status;
  expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 503]);
  database = true;
  expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 200]);
  expect(await status('/elsewhere')).toBe(404);
  expect((await fetch(`${metricsUrl}/metrics`)).status).toBe(200);
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

test('requests are counted by route and status; probes are not counted', async () => {
  const metrics = new Registry();
  const { url } = await start(async (_request, response) => sendJson(response, 201, {}), {
    metrics,
    measured: ['/work'],
  });
  for (const path of ['/work', '/work', '/elsewhere', '/healthz', '/readyz'])
    await (await fetch(`${url}${path}`)).text();
  expect((await metrics.metrics()).match(/^movecall_(http_requests_total|ready).*$/gm)).toEqual([
    'movecall_http_requests_total{route="/work",status="201"} 2',
    'movecall_http_requests_total{route="other",status="404"} 1',
    'movecall_ready 1',
  ]);
});

test('metrics have a port of their own until the last answer, and only they are on it', async () => {
  const metrics = new Registry();
  let finish = (): void => undefined;
  const { server, url, metricsUrl, close } = await start(() => new Promise((resolve) => (finish = resolve)), {
    metrics,
  });
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  for (const path of ['/healthz', '/readyz', '/work', '/'])
    expect((await fetch(metricsUrl + path)).status).toBe(404);
  const arrived = once(server, 'request');
  const answer = fetch(`${url}/work`).catch(() => null);
  const [, response] = await arrived;
  const closed = close();
  expect(await (await fetch(`${metricsUrl}/metrics`)).text()).toContain('movecall_ready 0');
  finish();
  response.end();
  await Promise.all([answer, closed]);
  await expect(fetch(`${metricsUrl}/metrics`)).rejects.toThrow('fetch failed');
});

test('a port that is taken fails the start, and leaves nothing listening', async () => {
  const past = await start(async () => undefined);
  await past.close();
  const { url } = await start(async () => undefined);
  const [port, metricsPort] = [url, past.metricsUrl].map((each) => Number(new URL(each).port));
  await expect(start(async () => undefined, { port: port ?? 0, metricsPort })).rejects.toThrow('EADDRINUSE');
  await expect(fetch(`${past.metricsUrl}/metrics`)).rejects.toThrow('fetch failed');
});

test('no answer is kept by a cache or taken for another type, unless the handler says so', async () => {
  const headersOf = async (path: string, init: RequestInit = {}) => {
    const { headers } = await fetch(path, init);
    return [headers.get('cache-control'), headers.get('x-content-type-options')];
  };
  const { url } = await start(async (request, response) => {
    if (request.method === 'PUT') throw new Error('broken');
    if (request.method === 'POST') await readBody(request, 1);
    response.writeHead(200, { 'cache-control': 'public, max-age=60' }).end();
  });
  expect(await headersOf(`${url}/work`)).toEqual(['public, max-age=60', 'nosniff']);
  const uncached = [
    headersOf(`${url}/elsewhere`),
    headersOf(`${url}/healthz`),
    headersOf(`${url}/readyz`),
    headersOf(`${url}/work`, { method: 'PUT' }),
    headersOf(`${url}/work`, { method: 'POST', body: 'long' }),
  ];
  for (const headers of await Promise.all(uncached)) expect(headers).toEqual(['no-store', 'nosniff']);
});

const SCRAPE = 'GET /metrics HTTP/1.1\r\nhost: x\r\n';

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
  const { metricsUrl } = await start(async () => undefined, { metrics });
  const socket = connect(Number(new URL(metricsUrl).port), '127.0.0.1');
  // Both requests are in one packet, so the second one has arrived when the first one is handled.
  socket.write(`${SCRAPE}connection: keep-alive\r\n\r\n${SCRAPE}connection: close\r\n\r\n`);
  await reached;
  finish();
  expect((await text(socket)).match(/^test_total 0$/gm)).toHaveLength(2);
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

test('a client that leaves within its body is counted, and is no error', async () => {
  const metrics = new Registry();
  const logged: string[] = [];
  const logger = createLogger('test', 'info', { write: (line) => logged.push(line) });
  const { server, url } = await start(async (request) => void (await readBody(request, 1_000)), {
    metrics,
    logger,
    measured: ['/work'],
  });
  const arrived = once(server, 'request');
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('POST /work HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
  await arrived;
  socket.destroy();
  const counts = async () => (await metrics.metrics()).match(/^movecall_http_requests_total.*$/gm);
  await expect.poll(counts, PATIENCE).toEqual(['movecall_http_requests_total{route="/work",status="499"} 1']);
  expect(logged).toEqual([]);
});

test('a handler need not answer a body over the limit itself', async () => {
  const logged: string[] = [];
  const logger = createLogger('test', 'info', { write: (line) => logged.push(line) });
  const { url } = await start(async (request) => void (await readBody(request, 10)), { logger });
  const answer = await fetch(`${url}/work`, { method: 'POST', body: '0123456789a' });
  expect([answer.status, await answer.json()]).toEqual([413, { error: 'too large' }]);
  expect(logged).toEqual([]);
});
