import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { WebSocket } from 'ws';
import { customer, operator, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect, openSocket } from './support/socket.ts';

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
});
afterAll(() => router.close());

const FEED = 'subscription { moveCallFeed { version } }';

describe('upgrade', () => {
  const upgradeStatus = async (path: string, origin?: string): Promise<number> => {
    const socket = new WebSocket(
      router.url.replace('http', 'ws') + path,
      'graphql-transport-ws',
      origin ? { origin } : {},
    );
    const status = await Promise.race([
      once(socket, 'open').then(() => 101),
      once(socket, 'unexpected-response').then(
        ([, response]) => (response as { statusCode: number }).statusCode,
      ),
    ]);
    socket.on('error', () => undefined);
    socket.terminate();
    return status;
  };

  test('no origin, the local one and the public one are allowed', async () => {
    const port = new URL(router.url).port;
    expect(await upgradeStatus('/graphql')).toBe(101);
    for (const origin of [
      `http://localhost:${port}`,
      `http://127.0.0.1:${port}`,
      'https://movecall.example',
    ]) {
      expect([origin, await upgradeStatus('/graphql', origin)]).toEqual([origin, 101]);
    }
  });

  test('another path is refused with 404', async () => {
    expect(await upgradeStatus('/other')).toBe(404);
  });
});

describe('connection', () => {
  test.each([['graphql-ws'], [['soap', 'graphql-ws']], [[]]])(
    'an unknown subprotocol (%j) closes with 4406',
    async (protocols) => {
      const socket = new WebSocket(`${router.url.replace('http', 'ws')}/graphql`, protocols);
      expect(((await once(socket, 'close')) as [number])[0]).toBe(4406);
    },
  );

  test('graphql-transport-ws is chosen among several subprotocols', async () => {
    const socket = new WebSocket(`${router.url.replace('http', 'ws')}/graphql`, [
      'soap',
      'graphql-transport-ws',
    ]);
    await once(socket, 'open');
    expect(socket.protocol).toBe('graphql-transport-ws');
    socket.close();
  });
});

describe('operations', () => {
  test('a query is refused', async () => {
    const socket = await connect(router, customer());
    socket.subscribe('1', '{ viewer { role } }');
    expect(await socket.next()).toMatchObject({
      type: 'error',
      id: '1',
      payload: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
    socket.close();
  });

  test.each([
    ['GRAPHQL_PARSE_FAILED', 'subscription {'],
    ['GRAPHQL_VALIDATION_FAILED', 'subscription { moveCallFeed { nothing } }'],
    [
      'GRAPHQL_VALIDATION_FAILED',
      'subscription { moveCallFeed { version } other: moveCallFeed { version } }',
    ],
    [
      'OPERATION_RESOLUTION_FAILURE',
      'subscription A { moveCallFeed { version } } subscription B { moveCallFeed { version } }',
    ],
    ['BAD_USER_INPUT', 'subscription ($id: ID!) { moveCallStatus(id: $id) { version } }'],
  ])('%s: %s', async (code, query) => {
    const socket = await connect(router, operator());
    socket.subscribe('1', query);
    expect(await socket.next()).toMatchObject({
      type: 'error',
      id: '1',
      payload: [{ extensions: { code } }],
    });
    socket.close();
  });

  test('operationName selects one of several operations', async () => {
    const socket = await connect(router, operator());
    const query =
      'subscription A { moveCallFeed { version } } subscription B($id: ID!) { moveCallStatus(id: $id) { version } }';
    const call = router.addCall(customer());
    socket.send({
      type: 'subscribe',
      id: '1',
      payload: { query, operationName: 'B', variables: { id: call.id } },
    });
    expect(await socket.nextData()).toEqual({ moveCallStatus: { version: 1 } });
    socket.close();
  });

  test('a subscription that is cancelled at once does not start, and its id can be reused', async () => {
    await expect.poll(router.openSubscriptions).toBe(0);
    const socket = await connect(router, operator());
    for (let round = 0; round < 20; round += 1) {
      socket.subscribe('1', FEED);
      socket.send({ type: 'complete', id: '1' });
    }
    socket.subscribe('1', FEED);
    await expect.poll(router.openSubscriptions).toBe(1);
    const call = router.addCall(customer());
    await router.change(call, 'ASSIGNING');
    expect((await socket.nextData()).moveCallFeed.version).toBe(2);
    await router.change(call, 'CONFIRMED');
    expect((await socket.nextData()).moveCallFeed.version).toBe(3);
    socket.close();
    await expect.poll(router.openSubscriptions).toBe(0);
  });

  test('a variable that may skip the root field is a client error', async () => {
    const socket = await connect(router, operator());
    socket.subscribe('1', 'subscription ($yes: Boolean!) { moveCallFeed @skip(if: $yes) { version } }', {
      yes: false,
    });
    expect(await socket.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    socket.close();
  });

  test('a subscription whose root field is skipped is refused', async () => {
    const socket = await connect(router, operator());
    socket.subscribe('1', 'subscription { moveCallFeed @skip(if: true) { version } }');
    expect(await socket.next()).toMatchObject({ type: 'error', id: '1' });
    socket.close();
  });

  test('an identity has at most 200 subscriptions, over all its sockets; when one has ended, it may have another', async () => {
    const viewer = operator();
    const [first, second] = [await connect(router, viewer), await connect(router, viewer)];
    for (let index = 0; index < 100; index += 1) {
      first.subscribe(String(index), FEED);
      second.subscribe(String(index), FEED);
    }
    await expect.poll(router.openSubscriptions).toBe(200);
    const refused = { type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] };
    for (const socket of [first, second]) {
      socket.subscribe('more', FEED);
      expect(await socket.next()).toMatchObject({ ...refused, id: 'more' });
    }
    const other = await connect(router, operator());
    other.subscribe('1', FEED);
    await expect.poll(router.openSubscriptions).toBe(201);
    first.send({ type: 'complete', id: '0' });
    await expect.poll(router.openSubscriptions).toBe(200);
    second.subscribe('more', FEED);
    await expect.poll(router.openSubscriptions).toBe(201);
    for (const socket of [first, second, other]) socket.close();
    await expect.poll(router.openSubscriptions).toBe(0);
  });

  test('an identity has at most 20 sockets; when one has closed, it may open another', async () => {
    const viewer = customer();
    const sockets = await Promise.all(Array.from({ length: 20 }, () => connect(router, viewer)));
    const tooMany = await openSocket(router);
    tooMany.send({
      type: 'connection_init',
      payload: { authorization: `Bearer ${await router.tokenFor(viewer)}` },
    });
    expect((await tooMany.closed).code).toBe(1013);
    await connect(router, customer()).then((other) => other.close());
    sockets[0]?.close();
    await sockets[0]?.closed;
    const another = await connect(router, viewer);
    for (const socket of [...sockets, another]) socket.close();
  });
});

describe('shutdown', () => {
  test('sockets are closed with 1001, requests in flight are answered, and new ones are refused', async () => {
    const leaving = await startRouter(inject('redisUrl'));
    const viewer = customer();
    const socket = await connect(leaving, operator());
    socket.subscribe('1', FEED);
    const call = leaving.addCall(viewer);
    let arrived = (): void => undefined;
    let release = (): void => undefined;
    const reading = new Promise<void>((resolve) => (arrived = resolve));
    leaving.subgraphs.hooks.beforeRead = () => {
      arrived();
      return new Promise((resolve) => (release = resolve));
    };
    const inFlight = leaving.query(`{ moveCall(id: "${call.id}") { version } }`, {}, viewer);
    await reading;
    const closing = leaving.closeRouter();
    expect((await socket.closed).code).toBe(1001);
    await expect(fetch(leaving.url)).rejects.toThrow();
    release();
    expect((await inFlight).body).toEqual({ data: { moveCall: { version: 1 } } });
    await closing;
    await leaving.subgraphs.close();
  });
});
