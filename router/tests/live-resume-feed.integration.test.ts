import { encodeFeedCursor } from '@movecall/values/cursor';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { followStatus } from './support/follow-status.ts';
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
  'subscription ($after: ID) { moveCallFeed(after: $after) { cursor version reset moveCall { id } } }';

describe('moveCallFeed after a cursor', () => {
  async function feed(viewer: ReturnType<typeof customer>, after?: string) {
    const before = await router.openSubscriptions();
    const socket = await connect(router, viewer);
    socket.subscribe('1', FEED, { after });
    await expect.poll(router.openSubscriptions).toBe(before + 1);
    return {
      async next() {
        const { cursor, version, reset, moveCall } = (await socket.nextData()).moveCallFeed;
        return { cursor: cursor as string, event: [moveCall.id, version, reset] };
      },
      async leave() {
        socket.close();
        await expect.poll(router.openSubscriptions).toBe(before);
      },
    };
  }

  /** Publishes changes after a cursor. @returns the cursor, and the calls that have changed */
  async function changesAfterCursor() {
    const first = await feed(operator());
    const calls = [router.addCall(customer()), router.addCall(customer())] as const;
    await router.publish(calls[0]);
    const { cursor } = await first.next();
    await first.leave();
    await router.change(calls[0], 'ASSIGNING');
    await router.change(calls[1], 'CONFIRMED', router.subgraphs.mover);
    await router.change(calls[0], 'CONFIRMED', { ...router.subgraphs.mover, id: randomUUID() });
    return { cursor, calls };
  }

  /** Waits until the router has read everything that was published. @returns the call that it has changed for this */
  async function readByRouter() {
    const viewer = customer();
    const call = router.addCall(viewer);
    const before = await router.openSubscriptions();
    const socket = await followStatus(router, viewer, call.id);
    await socket.nextVersion();
    await router.change(call, 'ASSIGNING');
    await socket.nextVersion();
    socket.close();
    await expect.poll(router.openSubscriptions).toBe(before);
    return call;
  }

  test('every missed event is sent once and in order, then the live events', async () => {
    const { cursor, calls } = await changesAfterCursor();
    const last = await readByRouter();
    const { next, leave } = await feed(operator(), cursor);
    const events = [await next(), await next(), await next(), await next()];
    expect(events.map(({ event }) => event)).toEqual([
      [calls[0].id, 2, false],
      [calls[1].id, 2, false],
      [calls[0].id, 3, false],
      [last.id, 2, false],
    ]);
    await router.change(calls[1], 'CANCELLED');
    expect((await next()).event).toEqual([calls[1].id, 3, false]);
    await leave();
    const again = await feed(operator(), events[2]?.cursor);
    expect([(await again.next()).event, (await again.next()).event]).toEqual([
      [last.id, 2, false],
      [calls[1].id, 3, false],
    ]);
    await again.leave();
  });

  test('a mover receives the missed events of their own calls', async () => {
    const { cursor, calls } = await changesAfterCursor();
    await readByRouter();
    const mover = { id: randomUUID(), role: 'MOVER', moverId: router.subgraphs.mover.id } as const;
    const { next, leave } = await feed(mover, cursor);
    await router.change(calls[1], 'CANCELLED');
    expect([(await next()).event, (await next()).event]).toEqual([
      [calls[1].id, 2, false],
      [calls[1].id, 3, false],
    ]);
    await leave();
  });

  test('a router that has just started continues after the cursor of the previous router', async () => {
    const { cursor, calls } = await changesAfterCursor();
    await router.closeRouter();
    await router.change(calls[1], 'IN_PROGRESS');
    await router.startAgain();
    const { next, leave } = await feed(operator(), cursor);
    expect([(await next()).event, (await next()).event, (await next()).event, (await next()).event]).toEqual([
      [calls[0].id, 2, false],
      [calls[1].id, 2, false],
      [calls[0].id, 3, false],
      [calls[1].id, 3, false],
    ]);
    await leave();
  });

  test('a cursor that is ahead of the stream leads to a reset for the newest call', async () => {
    const newest = await readByRouter();
    const { next, leave } = await feed(operator(), encodeFeedCursor('900000'));
    expect((await next()).event).toEqual([newest.id, 2, true]);
    await router.change(newest, 'CONFIRMED');
    expect((await next()).event).toEqual([newest.id, 3, false]);
    await leave();
  });

  test('a gap in the stream leads to a reset, for a live feed and for an older cursor', async () => {
    const { cursor, calls } = await changesAfterCursor();
    const listener = await feed(operator());
    router.skipNumbers(3);
    await router.change(calls[1], 'IN_PROGRESS');
    expect((await listener.next()).event).toEqual([calls[1].id, 3, true]);
    await listener.leave();
    const { next, leave } = await feed(operator(), cursor);
    expect((await next()).event).toMatchObject({ 2: true });
    await leave();
  });

  test('a viewer without calls receives the first event as a reset', async () => {
    await readByRouter();
    const mover = { ...router.subgraphs.mover, id: randomUUID() };
    const viewer = { id: randomUUID(), role: 'MOVER', moverId: mover.id } as const;
    const { next, leave } = await feed(viewer, encodeFeedCursor('900000'));
    // The feed has read that there are no calls.
    await expect
      .poll(() => router.subgraphs.seen.some((request) => request.viewer?.id === viewer.id))
      .toBe(true);
    const call = router.addCall(customer());
    await router.change(call, 'CONFIRMED', mover);
    await router.change(call, 'IN_PROGRESS');
    expect([(await next()).event, (await next()).event]).toEqual([
      [call.id, 2, true],
      [call.id, 3, false],
    ]);
    await leave();
  });

  test('events that are appended twice, or again to an emptied stream, are sent once', async () => {
    const { cursor, calls } = await changesAfterCursor();
    const entries = await router.redis.xrange(router.stream, '-', '+');
    for (const [, fields] of entries.slice(-3)) await router.redis.xadd(router.stream, '*', ...fields);
    await router.redis.del(router.stream);
    for (const [, fields] of entries) await router.redis.xadd(router.stream, '*', ...fields);
    const last = await readByRouter();
    const { next, leave } = await feed(operator(), cursor);
    expect([(await next()).event, (await next()).event, (await next()).event, (await next()).event]).toEqual([
      [calls[0].id, 2, false],
      [calls[1].id, 2, false],
      [calls[0].id, 3, false],
      [last.id, 2, false],
    ]);
    await leave();
  });
});
