import { getIntrospectionQuery } from 'graphql';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createRateLimits } from '../src/rate-limits.ts';
import { costlyDocuments } from './support/costly-documents.ts';
import { customer, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect } from './support/socket.ts';
import { inOneWindow } from './support/rate-limit-window.ts';

const ROOT_FIELDS = 20;
/** Its cost amounts to two requests. */
const COSTLY = `{ ${Array.from({ length: ROOT_FIELDS }, (_, index) => `a${index}: moveCall(id: "x") { order { status } assignment { mover { name } } }`).join(' ')} }`;

describe('documents', () => {
  let router: TestRouter;
  beforeAll(async () => {
    router = await startRouter(inject('redisUrl'));
    // The first document takes longer, because code is loaded and compiled.
    await router.query(getIntrospectionQuery());
  });
  afterAll(() => router.close());

  test.each(Object.entries(costlyDocuments))(
    '%s are refused over HTTP before they are planned',
    async (_, document) => {
      const { status, body } = await router.query(document);
      expect(status).toBe(400);
      expect(body.errors?.[0]?.extensions.code).toMatch(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/);
      expect(router.subgraphs.seen).toHaveLength(0);
    },
  );

  test('costly documents are refused over GET too', async () => {
    const get = await fetch(
      `${router.url}/graphql?query=${encodeURIComponent(costlyDocuments['deep fields'])}`,
      {
        headers: { 'apollo-require-preflight': '1' },
      },
    );
    expect(get.status).toBe(400);
  });

  test.each(Object.entries(costlyDocuments))('%s are refused over WebSocket', async (_, document) => {
    const socket = await connect(router, customer());
    socket.subscribe('1', document);
    const { type, id, payload } = await socket.next();
    expect([type, id]).toEqual(['error', '1']);
    expect(payload[0].extensions.code).toMatch(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/);
    socket.close();
    await socket.closed;
  });
});

describe('requests', () => {
  const rates = { perIdentity: 5, perAddress: 8 };

  /** Sends concurrent requests of one viewer. */
  const burst = (router: TestRouter, count: number, viewer = customer()) =>
    Promise.all(Array.from({ length: count }, () => router.query('{ __typename }', {}, viewer)));

  test('over the identity limit are refused with 429 and Retry-After; other identities are served', async () => {
    const router = await startRouter(inject('redisUrl'), { rates: { ...rates, perAddress: 1_000 } });
    const answers = await inOneWindow(() => burst(router, 20));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(refused).toHaveLength(15);
    expect(refused[0]?.body.errors?.[0]?.extensions).toEqual({ code: 'RATE_LIMITED' });
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect((await router.query('{ __typename }', {}, customer())).status).toBe(200);
    await router.close();
  });

  test('count each of their mutations, and are refused before any of them is executed', async () => {
    const router = await startRouter(inject('redisUrl'), { rates: { ...rates, perAddress: 1_000 } });
    const three = 'mutation { a: __typename ...F } fragment F on Mutation { b: __typename c: __typename }';
    const answers = await inOneWindow(async () => {
      const viewer = customer();
      return [await router.query(three, {}, viewer), await router.query(three, {}, viewer)];
    });
    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
    expect(answers[1]?.body).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect(answers[1]?.headers.get('retry-after')).toBe('1');
    await router.close();
  });

  test('count by their cost: a costly document is as many requests as its cost amounts to', async () => {
    const router = await startRouter(inject('redisUrl'), { rates: { ...rates, perAddress: 1_000 } });
    // 100 calls with 9 fields and a joined order of one field each, and 3 fields around them.
    const costly =
      '{ moveCalls(first: 100) { nodes { id status tel cost version moveType movingOn requestedAt order { status } } } }';
    const answers = await inOneWindow(async () => {
      const viewer = customer();
      return [await router.query(costly, {}, viewer), await router.query(costly, {}, viewer)];
    });
    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
    await router.close();
  });

  test('of high cost are executed one after the other for one client, and beside each other for different ones', async () => {
    const router = await startRouter(inject('redisUrl'));
    const { seen, hooks } = router.subgraphs;
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let held = 0;
    // The calls of the first document wait, all others are read.
    hooks.beforeRead = async () => {
      held += 1;
      if (held <= ROOT_FIELDS) await gate;
    };
    const [one, other] = [customer(), customer()];
    const ofOne = () => seen.filter(({ subgraph, viewer }) => subgraph === 'call' && viewer?.id === one.id);
    const first = router.query(COSTLY, {}, one);
    await expect.poll(() => held).toBe(ROOT_FIELDS);
    const second = router.query(COSTLY, {}, one);
    expect((await router.query(COSTLY, {}, other)).status).toBe(200);
    expect(ofOne()).toHaveLength(1);
    release();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    expect(ofOne()).toHaveLength(2);
    await router.close();
  });

  test('over the address limit are refused for any identity', async () => {
    const router = await startRouter(inject('redisUrl'), { rates });
    const answers = await inOneWindow(() =>
      Promise.all(Array.from({ length: 20 }, () => router.query('{ __typename }', {}, customer()))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(8);
    await router.close();
  });

  test('of two routers are counted together', async () => {
    const shared = { streamPrefix: `test-${randomUUID()}`, rates: { perIdentity: 10, perAddress: null } };
    const routers = await Promise.all([1, 2].map(() => startRouter(inject('redisUrl'), shared)));
    // The first request takes longer, and all have to arrive within one window.
    await Promise.all(routers.map((router) => router.query('{ __typename }', {}, customer())));
    // The routers have different keys, but the tokens name the same viewer.
    const answers = await inOneWindow(async () => {
      const viewer = customer();
      return (await Promise.all(routers.map((router) => burst(router, 10, viewer)))).flat();
    });
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
    await Promise.all(routers.map((router) => router.close()));
  });

  test('cost one round trip to Redis per tenth of the limit', async () => {
    const redis = new Redis(inject('redisUrl'));
    await once(redis, 'ready');
    const keyPrefix = `test-${randomUUID()}`;
    const limits = createRateLimits({ redis, keyPrefix, perIdentity: 100, perAddress: null });
    const sent = vi.spyOn(redis, 'sendCommand');
    const [commands, oneMore] = await inOneWindow(async () => {
      const viewer = customer();
      sent.mockClear();
      for (let index = 0; index < 100; index += 1) await limits.count('192.0.2.1', viewer);
      const evals = sent.mock.calls.filter(([command]) => /^eval/i.test(command.name));
      const [last] = await Promise.allSettled([limits.count('192.0.2.1', viewer)]);
      return [evals, last] as const;
    });
    expect(commands).toHaveLength(10);
    expect(oneMore).toMatchObject({
      status: 'rejected',
      reason: { extensions: { code: 'RATE_LIMITED', http: { status: 429 } } },
    });
    redis.disconnect();
  });

  test('are not limited without a limit, and are counted by each router alone without Redis', async () => {
    const none = createRateLimits({ redis: null, keyPrefix: '', perIdentity: null, perAddress: null });
    for (let index = 0; index < 1_000; index += 1) await none.count('192.0.2.1', customer());
    const alone = createRateLimits({ redis: null, keyPrefix: '', perIdentity: null, perAddress: 3 });
    for (let index = 0; index < 3; index += 1) await alone.count('192.0.2.1', null);
    await expect(alone.count('192.0.2.1', null)).rejects.toThrow('Too many requests');
    await alone.count('192.0.2.2', null);
  });

  test('are counted by each router alone while Redis is unreachable', async () => {
    const router = await startRouter(inject('redisUrl'), {
      redisUrl: 'redis://127.0.0.1:1',
      rates: { ...rates, perAddress: 1_000 },
    });
    const answers = await inOneWindow(() => burst(router, 20));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
    await router.close();
  });

  test('subscriptions count as requests', async () => {
    const router = await startRouter(inject('redisUrl'), { rates: { ...rates, perAddress: 1_000 } });
    const codes = await inOneWindow(async () => {
      const socket = await connect(router, customer());
      for (let index = 0; index < 6; index += 1)
        socket.subscribe(String(index), 'subscription { moveCallFeed { version } }');
      const received = [];
      for (let index = 0; index < 6; index += 1)
        received.push((await socket.next()).payload[0].extensions.code);
      return received;
    });
    expect(codes.filter((code) => code === 'FORBIDDEN')).toHaveLength(5);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(1);
    await router.close();
  });
});
