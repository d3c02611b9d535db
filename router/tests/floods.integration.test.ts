import { amount } from '@movecall/testkit/amount';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { WebSocket } from 'ws';
import { leastOf } from '@movecall/testkit/measure';
import { type Flood, openFlood, tally, type Verdict } from './support/flood.ts';
import { DELAY_LIMIT_MS, longestDelay } from './support/event-loop-delay.ts';
import { operator, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect, openSocket } from './support/socket.ts';

/** More than the headers of a well-behaved client take on a busy machine. */
const HEADERS_TIMEOUT_MS = 5_000;
const ROUNDS = amount({ usual: 1, long: 3 });
const SOCKETS = amount({ usual: 3, long: 20 });
/** All are closed in one turn of the event loop, together with their clients, which share the process. */
const SLOW = amount({ usual: 200, long: 500 });
let router: TestRouter;
let flood: Flood;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'), {
    headersTimeoutMs: HEADERS_TIMEOUT_MS,
    rates: { perIdentity: null, perAddress: null },
  });
  flood = openFlood(router.url);
  // The first requests take longer, because code is loaded and compiled.
  await flood.postAll(Array.from({ length: 50 }, () => ask));
});
afterAll(async () => {
  await flood.close();
  await router.close();
});

/** Opens a connection that sends one byte of a header every 250 ms and never completes its request. */
async function openSlow(): Promise<{ closed: Promise<unknown> }> {
  const { hostname, port } = new URL(router.url);
  const socket = connectTcp(Number(port), hostname);
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  const drip = setInterval(() => socket.write('x'), 250);
  socket.on('error', () => undefined);
  socket.resume();
  socket.once('close', () => clearInterval(drip));
  return { closed };
}

const ask = JSON.stringify({ query: '{ viewer { role } }' });

/** Opens slow connections, and sends requests until they are closed. @returns how long the event loop was blocked, ms */
async function slowRound(): Promise<number> {
  const slow = await Promise.all(Array.from({ length: SLOW }, openSlow));
  let open = slow.length;
  const allClosed = Promise.all(slow.map((sender) => sender.closed.then(() => (open -= 1))));
  const verdicts: Verdict[] = [];
  const delay = await longestDelay(async () => {
    while (open > 0) verdicts.push(await flood.post(ask));
  });
  await allClosed;
  console.info('slow senders', tally(verdicts), 'meanwhile', `event loop blocked for at most ${delay} ms`);
  expect(tally(verdicts)).toEqual({ '200': verdicts.length });
  expect(verdicts.length).toBeGreaterThan(20);
  return delay;
}

test(`${SLOW} slow connections are closed, and other requests are served meanwhile`, async () => {
  for (let round = 0; round < ROUNDS; round += 1)
    expect(await leastOf(DELAY_LIMIT_MS, slowRound)).toBeLessThan(DELAY_LIMIT_MS);
}, 120_000);

/** As many as an identity may have. */
const SERVED = 200;

/** @returns how long the event loop was blocked, ms */
const subscribeOverLimit = (): Promise<number> =>
  longestDelay(async () => {
    const refused: string[] = [];
    for (let index = 0; index < SOCKETS; index += 1) {
      const socket = await connect(router, operator());
      for (let id = 0; id < 1_000; id += 1)
        socket.subscribe(String(id), 'subscription { moveCallFeed { version } }');
      for (let count = 0; count < 1_000 - SERVED; count += 1) {
        const { type, payload } = await socket.next();
        refused.push(`${type} ${payload[0].extensions.code}`);
      }
      if (index === 0) expect(await router.openSubscriptions()).toBe(SERVED);
      socket.close();
      await socket.closed;
    }
    expect(refused).toEqual(Array.from({ length: SOCKETS * (1_000 - SERVED) }, () => 'error RATE_LIMITED'));
    await expect.poll(router.openSubscriptions).toBe(0);
  });

test(`of 1,000 subscriptions of each of ${SOCKETS} operators, ${SERVED} are served and each of the others is refused`, async () => {
  const delay = await leastOf(DELAY_LIMIT_MS, subscribeOverLimit);
  console.info(`subscriptions over the limit: event loop blocked for at most ${delay} ms`);
  expect(delay).toBeLessThan(DELAY_LIMIT_MS);
}, 120_000);

test('20 messages over 64 KB close their sockets with 1009', async () => {
  for (let index = 0; index < 20; index += 1) {
    const socket = await openSocket(router);
    socket.send('x'.repeat(64 * 1024 + 1 + index * 10_000));
    expect((await socket.closed).code).toBe(1009);
  }
});

test('20 foreign origins are refused with 403 at the upgrade', async () => {
  const { port } = new URL(router.url);
  const hosts = ['evil.example', 'movecall.example.evil', 'localhost.evil.example', '127.0.0.1.evil.example'];
  const origins = hosts
    .flatMap((host) => [`https://${host}`, `http://${host}:${port}`, `http://${host}`])
    .concat(
      ['null', 'file://', 'nonsense', 'http://localhost:1', 'https://movecall.example:8443'],
      ['http://movecall.example', `http://[::2]:${port}`, 'https://xn--movecall.example'],
    );
  expect(origins).toHaveLength(20);
  for (const origin of origins) {
    const socket = new WebSocket(`${router.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin,
    });
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect([origin, response.statusCode]).toEqual([origin, 403]);
    socket.on('error', () => undefined);
    socket.terminate();
  }
});

test('50 aliases, variables and keys with names of Object.prototype pollute nothing', async () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
  const token = await router.tokenFor(operator());
  const { id } = router.addCall(operator());
  const before = Object.getOwnPropertyNames(Object.prototype);
  const bodies = names.flatMap((name) => [
    `{"query":"{ ${name}: viewer { role } }"}`,
    `{"query":"{ moveCall(id: \\"${id}\\") { ${name}: id order { ${name}: status } } }"}`,
    `{"query":"query ($${name}: ID!) { moveCall(id: $${name}) { id } }","variables":{"${name}":"${id}"}}`,
    `{"query":"{ __typename }","variables":{"${name}":{"polluted":true}}}`,
    `{"query":"{ __typename }","${name}":{"polluted":true}}`,
    `{"query":"{ __typename }","extensions":{"${name}":{"polluted":true}}}`,
    `{"query":"query ${name} { __typename }","operationName":"${name}"}`,
    `{"query":"query Q { ...${name} } fragment ${name} on Query { __typename }"}`,
    `{"query":"{ __typename }","operationName":"${name}"}`,
    `{"query":"mutation ($i: RequestMoveCallInput!) { requestMoveCall(input: $i) { moveCall { id } } }","variables":{"i":{"${name}":{"polluted":true}}}}`,
  ]);
  expect(bodies).toHaveLength(50);
  const verdicts = await flood.postAll(bodies, { authorization: `Bearer ${token}` });
  expect(tally(verdicts)).toEqual({
    '200': 40,
    '400 OPERATION_RESOLUTION_FAILURE': 5,
    '400 BAD_USER_INPUT': 5,
  });
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
});
