import { connect } from 'node:net';
import { Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import {
  BodyTooLargeError,
  type Handler,
  type HttpService,
  readBody,
  sendJson,
  startHttpService,
} from '../src/http.ts';
import { createLogger } from '../src/logger.ts';

let service: HttpService | null = null;
afterEach(() => service?.close());

async function start(
  route: Handler,
  readiness: () => Promise<Record<string, boolean>> = async () => ({}),
): Promise<HttpService> {
  service = await startHttpService({
    host: '127.0.0.1',
    port: 0,
    logger: createLogger('test', 'silent'),
    metrics: new Registry(),
    route: (path) => (path === '/work' ? route : null),
    readiness,
    drainMs: 300,
  });
  return service;
}

test('is alive as long as it runs, and ready when all that it needs is there', async () => {
  let database = false;
  const { url } = await start(
    async () => undefined,
    async () => ({ database, redis: true }),
  );
  const status = async (path: string) => (await fetch(`${url}${path}`)).status;
  expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 503]);
  database = true;
  expect([await status('/healthz'), await status('/readyz'), await status('/metrics')]).toEqual([
    200, 200, 200,
  ]);
  expect(await status('/elsewhere')).toBe(404);
});

test('a handler that fails is answered 500 without a word of why', async () => {
  const { url } = await start(async () => {
    throw new Error('secret');
  });
  const response = await fetch(`${url}/work`);
  expect([response.status, await response.text()]).toEqual([500, '{"error":"internal server error"}']);
});

test('closing lets what is in flight finish, and takes nothing more', async () => {
  let reached = (): void => undefined;
  let finish = (): void => undefined;
  const inHandler = new Promise<void>((resolve) => (reached = resolve));
  const allowed = new Promise<void>((resolve) => (finish = resolve));
  const { url, close } = await start(async (_request, response) => {
    reached();
    await allowed;
    sendJson(response, 200, { done: true });
  });
  const answer = fetch(`${url}/work`);
  await inHandler;
  const closed = close();
  await expect(fetch(`${url}/work`)).rejects.toThrow('fetch failed');
  finish();
  expect(await (await answer).json()).toEqual({ done: true });
  await closed;
});

test('a body over its limit is not kept', async () => {
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

test('who sends half a request does not keep it from closing', async () => {
  const { url, close } = await start(async () => undefined);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.write('GET /work HTTP/1.1\r\n', () => resolve()));
  await close();
  await ended;
});
