import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { WebSocket } from 'ws';
import { customer, operator, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect, openSocket, type TestSocket } from './support/socket.ts';

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
});
// Each test leaves no subscription behind, and the router still serves others.
afterEach(async () => {
  await expect.poll(router.openSubscriptions).toBe(0);
  expect((await router.query('{ __typename }')).status).toBe(200);
});
afterAll(() => router.close());

const COUNT = 20;
const MAX_MESSAGE = 64 * 1024;
const FEED = 'subscription { moveCallFeed { version } }';
const STATUS = 'subscription ($id: ID!) { moveCallStatus(id: $id) { version } }';

const numbers = Array.from({ length: COUNT }, (_, index) => index);
const signedIn = () => connect(router, operator());
const anonymous = () => openSocket(router);

/** Opens one connection per kind, all at the same time. @returns the code that each of them is closed with */
async function closeCodes<T>(
  kinds: readonly T[],
  open: () => Promise<TestSocket>,
  act: (socket: TestSocket, kind: T) => unknown,
): Promise<readonly (readonly [T, number])[]> {
  const sockets = await Promise.all(kinds.map(async (kind) => ({ kind, socket: await open() })));
  return Promise.all(
    sockets.map(async ({ kind, socket }) => {
      await act(socket, kind);
      return [kind, (await socket.closed).code] as const;
    }),
  );
}

const all = <T>(kinds: readonly T[], code: number) => kinds.map((kind) => [kind, code]);

describe('before connection_init', () => {
  test('20 sockets that send nothing or only pings are closed with 4408 after 3 s', async () => {
    const ping = (socket: TestSocket, index: number) => index % 2 === 1 && socket.send({ type: 'ping' });
    expect(await closeCodes(numbers, anonymous, ping)).toEqual(all(numbers, 4408));
  });

  test('20 sockets that subscribe are closed with 4401', async () => {
    const subscribe = (socket: TestSocket, index: number) =>
      index % 2 === 0 ? socket.subscribe('1', FEED) : socket.subscribe('1', STATUS, { id: randomUUID() });
    expect(await closeCodes(numbers, anonymous, subscribe)).toEqual(all(numbers, 4401));
  });
});

describe('connection_init', () => {
  test('20 sockets with a malformed token are closed with 4403', async () => {
    const token = await router.tokenFor(customer());
    const none = [undefined, null, 7, true, '', [], {}, [`Bearer ${token}`], { token }];
    const schemes = [token, `Basic ${token}`, `Bearer${token}`, `Token ${token}`, 'Bearer', 'Bearer '];
    const broken = ['a.b.c', 'null', `${token}x`, token.slice(0, -2), `${token}.${token}`];
    const kinds = [...none, ...schemes, ...broken.map((text) => `Bearer ${text}`)];
    expect(kinds).toHaveLength(COUNT);
    const init = (socket: TestSocket, authorization: unknown) =>
      socket.send({ type: 'connection_init', payload: { authorization } });
    expect(await closeCodes(kinds, anonymous, init)).toEqual(all(kinds, 4403));
  });

  test('20 sockets with an expired token are closed with 4403', async () => {
    const ages = numbers.map((index) => 1 + index * 600);
    const init = async (socket: TestSocket, age: number) => {
      const authorization = `Bearer ${await router.tokenFor(customer(), -age)}`;
      socket.send({ type: 'connection_init', payload: { authorization } });
    };
    expect(await closeCodes(ages, anonymous, init)).toEqual(all(ages, 4403));
  });

  test('20 sockets that send it twice, before or after the acknowledgement, are closed with 4429', async () => {
    const authorization = `Bearer ${await router.tokenFor(customer())}`;
    const init = (socket: TestSocket, index: number) => {
      socket.send({ type: 'connection_init', payload: { authorization } });
      if (index % 2 === 0) socket.send({ type: 'connection_init', payload: { authorization } });
    };
    const later = numbers.filter((index) => index % 2 === 1);
    const codes = await closeCodes(numbers, anonymous, async (socket, index) => {
      init(socket, index);
      if (!later.includes(index)) return;
      expect((await socket.next()).type).toBe('connection_ack');
      init(socket, index);
    });
    expect(codes).toEqual(all(numbers, 4429));
  });
});

describe('messages', () => {
  const notMessages = [
    '',
    '{',
    'null',
    '1',
    'true',
    '"text"',
    '[]',
    '[{"type":"ping"}]',
    '{}',
    '{"type":null}',
    '{"type":"unknown"}',
    '{"type":"__proto__"}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","id":1,"payload":{"query":"{ a }"}}',
    '{"type":"subscribe","id":"","payload":{"query":"{ a }"}}',
    '{"type":"subscribe","id":"1"}',
    '{"type":"subscribe","id":"1","payload":{"query":7}}',
    '{"type":"complete"}',
    '{"type":"ping"}{"type":"ping"}',
    '\u0000\ud800',
  ];

  test('20 kinds of malformed messages close the socket with 4400, signed in or not', async () => {
    expect(notMessages).toHaveLength(COUNT);
    for (const open of [anonymous, signedIn]) {
      const codes = await closeCodes(notMessages, open, (socket, text) => socket.send(text));
      expect(codes).toEqual(all(notMessages, 4400));
    }
  });

  test('20 sockets that reuse the id of an open subscription are closed with 4409', async () => {
    // Some ids are longer than the reason of a close frame may be.
    const ids = numbers.map((index) => (index % 2 === 0 ? 'x' : '이').repeat(1 + index * 20));
    const twice = (socket: TestSocket, id: string) => {
      socket.subscribe(id, FEED);
      socket.subscribe(id, FEED);
    };
    expect(await closeCodes(ids, signedIn, twice)).toEqual(all(ids, 4409));
  });

  test('20 messages over 64 KB close the socket with 1009, signed in or not', async () => {
    const sizes = numbers.map((index) => MAX_MESSAGE + 1 + index * 5_000);
    for (const open of [anonymous, signedIn]) {
      const codes = await closeCodes(sizes, open, (socket, size) => socket.send(' '.repeat(size)));
      expect(codes).toEqual(all(sizes, 1009));
    }
  });

  test('a message of 64 KB is accepted', async () => {
    const call = router.addCall(customer());
    const message = { type: 'subscribe', id: '1', payload: { query: STATUS, variables: { id: call.id } } };
    const socket = await signedIn();
    socket.send(JSON.stringify(message).padEnd(MAX_MESSAGE));
    expect(await socket.nextData()).toEqual({ moveCallStatus: { version: 1 } });
    socket.close();
  });
});

test('20 origins of foreign pages are refused with 403 at the upgrade', async () => {
  const { port } = new URL(router.url);
  const origins = [
    'null',
    'nonsense',
    'file://',
    'about:blank',
    'https://evil.example',
    'http://evil.example',
    `http://evil.example:${port}`,
    'http://movecall.example',
    'https://movecall.example:8443',
    'https://movecall.example.evil',
    'https://evil-movecall.example',
    'https://sub.movecall.example',
    'https://movecall.example@evil.example',
    'http://localhost',
    'http://localhost:1',
    'https://127.0.0.1',
    `http://localhost.evil.example:${port}`,
    `http://127.0.0.1.evil.example:${port}`,
    `http://127.0.0.2:${port}`,
    `http://0.0.0.0:${port}`,
  ];
  expect(origins).toHaveLength(COUNT);
  const statuses = await Promise.all(
    origins.map(async (origin) => {
      const url = `${router.url.replace('http', 'ws')}/graphql`;
      const socket = new WebSocket(url, 'graphql-transport-ws', { origin });
      socket.on('error', () => undefined);
      const status = await Promise.race([
        once(socket, 'open').then(() => 101),
        once(socket, 'unexpected-response').then(
          ([, response]) => (response as { statusCode: number }).statusCode,
        ),
      ]);
      socket.terminate();
      return [origin, status];
    }),
  );
  expect(statuses).toEqual(all(origins, 403));
});

test('50 open sockets whose token expires are closed with 4403, not before and within 5 s', async () => {
  const closings = Array.from({ length: 50 }, async (_, index) => {
    const token = await router.tokenFor(operator(), 6);
    const socket = await openSocket(router);
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    expect((await socket.next()).type).toBe('connection_ack');
    // Half of them subscribe, the others are idle.
    if (index % 2 === 0) socket.subscribe('1', FEED);
    const { code } = await socket.closed;
    return { code, late: Date.now() - expiryOf(token) };
  });
  const closed = await Promise.all(closings);
  expect(closed.map(({ code }) => code)).toEqual(closed.map(() => 4403));
  const lateness = closed.map(({ late }) => late);
  expect(Math.min(...lateness)).toBeGreaterThan(-50);
  expect(Math.max(...lateness)).toBeLessThan(5_000);
});

/** When a token expires, ms since 1970. */
function expiryOf(token: string): number {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(payload) as { exp: number }).exp * 1000;
}
