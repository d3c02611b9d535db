import { once } from 'node:events';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { WebSocket } from 'ws';
import { startRouter, type TestRouter } from '@movecall/testkit/router';

const PARTNER = 'https://partner.example';
const OWN = 'https://movecall.example';
let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'), { allowedOrigins: [PARTNER] });
});
afterAll(() => router.close());

const preflight = (origin: string) =>
  fetch(`${router.url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,traceparent',
    },
  });
const ask = (origin?: string) =>
  fetch(`${router.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(origin !== undefined && { origin }) },
    body: '{"query":"{ __typename }"}',
  });
const corsHeaders = ({ headers }: Response) =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-'));

test.each([PARTNER, OWN])('a page of %s may send requests and read the responses', async (origin) => {
  const allowed = await preflight(origin);
  expect(allowed.status).toBe(204);
  expect(Object.fromEntries(allowed.headers)).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET,POST',
    'access-control-allow-headers': 'authorization,content-type,traceparent',
  });
  const answer = await ask(origin);
  expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
  expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  expect(answer.headers.get('access-control-expose-headers')).toBe('retry-after');
  expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
});

test.each(['https://evil.example', 'null', `${PARTNER}.evil`, `${PARTNER}:8443`, 'http://partner.example'])(
  'a page of %s receives no CORS headers',
  async (origin) => {
    const refused = await preflight(origin);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(corsHeaders(refused)).toEqual([]);
    expect(corsHeaders(await ask(origin))).toEqual([]);
  },
);

test('every response has Vary: Origin, even for a request without an origin', async () => {
  for (const origin of [undefined, PARTNER, 'https://evil.example'])
    expect((await ask(origin)).headers.get('vary')).toBe('Origin');
});

test('the same origins may open WebSockets', async () => {
  for (const origin of [PARTNER, OWN]) {
    const socket = new WebSocket(`${router.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin,
    });
    await once(socket, 'open');
    socket.close();
    await once(socket, 'close');
  }
});
