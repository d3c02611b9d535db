import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { customer, operator, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect } from './support/socket.ts';

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
});
// The next test counts subscriptions: wait until those of this test are gone.
afterEach(() => expect.poll(router.openSubscriptions).toBe(0));
afterAll(() => router.close());

const FEED =
  'subscription ($after: ID) { moveCallFeed(after: $after) { cursor version status reset moveCall { id } } }';

describe('moveCallFeed', () => {
  test('is FORBIDDEN for a customer', async () => {
    const socket = await connect(router, customer());
    socket.subscribe('1', FEED);
    expect(await socket.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    socket.close();
    await socket.closed;
  });

  /** Subscribes to the feed, and waits until the router serves the subscription. */
  async function feedOf(viewer: ReturnType<typeof operator>) {
    const socket = await connect(router, viewer);
    const before = await router.openSubscriptions();
    socket.subscribe('1', FEED);
    await expect.poll(router.openSubscriptions).toBe(before + 1);
    return {
      next: async () => (await socket.nextData()).moveCallFeed,
      async leave() {
        socket.close();
        await expect.poll(router.openSubscriptions).toBe(before);
      },
    };
  }

  test('an operator receives every change of every call from now on', async () => {
    const calls = [router.addCall(customer()), router.addCall(customer())];
    const { next, leave } = await feedOf(operator());
    for (const call of calls) await router.change(call, 'ASSIGNING');
    const events = [await next(), await next()];
    expect(events.map(({ moveCall, version, reset }) => [moveCall.id, version, reset])).toEqual(
      calls.map(({ id }) => [id, 2, false]),
    );
    await leave();
  });

  test('a mover receives the changes of their own calls, including the cancellation', async () => {
    const mine = router.subgraphs.mover;
    const other = { ...mine, id: randomUUID() };
    const { next, leave } = await feedOf({ id: randomUUID(), role: 'MOVER', moverId: mine.id });
    const [own, foreign, cancelled] = [
      router.addCall(customer()),
      router.addCall(customer()),
      router.addCall(customer()),
    ];
    await router.change(foreign, 'CONFIRMED', other);
    await router.change(own, 'CONFIRMED', mine);
    await router.change(foreign, 'CANCELLED', null);
    await router.change(cancelled, 'CANCELLED');
    await router.change(own, 'CANCELLED', null);
    expect([await next(), await next()].map(({ moveCall, status }) => [moveCall.id, status])).toEqual([
      [own.id, 'CONFIRMED'],
      [own.id, 'CANCELLED'],
    ]);
    await leave();
  });

  test('a malformed cursor and the cursor of a call are BAD_USER_INPUT', async () => {
    for (const after of ['nonsense', Buffer.from(`${randomUUID()}:1`).toString('base64url')]) {
      const socket = await connect(router, operator());
      socket.subscribe('1', FEED, { after });
      expect(await socket.next()).toMatchObject({
        type: 'error',
        payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      });
      socket.close();
    }
  });
});
