import { encodeCallCursor, encodeFeedCursor } from '@movecall/schema/cursor';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { customer, operator, startRouter, type TestRouter } from './support/router.ts';
import { connect } from './support/socket.ts';

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
});
// Who has left is gone before the next ones are counted.
afterEach(() => expect.poll(router.openSubscriptions).toBe(0));
afterAll(() => router.close());

type Call = ReturnType<TestRouter['addCall']>;
type Viewer = ReturnType<typeof customer>;

const STATUS =
  'subscription ($id: ID!, $after: ID) { moveCallStatus(id: $id, after: $after) { version status reset } }';
const FEED =
  'subscription ($after: ID) { moveCallFeed(after: $after) { cursor version reset moveCall { id } } }';
const callCursor = ({ id }: Call, version: number) => encodeCallCursor({ callId: id, version });

async function follow(viewer: Viewer, call: Call, after?: string) {
  const socket = await connect(router, viewer);
  socket.subscribe('1', STATUS, { id: call.id, after });
  return Object.assign(socket, {
    async nextVersion() {
      const { version, reset } = (await socket.nextData()).moveCallStatus;
      return [version, reset];
    },
  });
}

describe('moveCallStatus after a cursor', () => {
  test('every version since then is told once and in order, then what happens next', async () => {
    const viewer = customer();
    const call = router.addCall(viewer);
    for (const status of ['ASSIGNING', 'CONFIRMED', 'IN_PROGRESS'] as const)
      await router.change(call, status);
    const socket = await follow(viewer, call, callCursor(call, 2));
    expect([await socket.nextVersion(), await socket.nextVersion()]).toEqual([
      [3, false],
      [4, false],
    ]);
    await router.change(call, 'COMPLETED');
    expect(await socket.nextVersion()).toEqual([5, false]);
    expect((await socket.next()).type).toBe('complete');
    socket.close();
  });

  test('the cursor of the state now is followed by what happens next only', async () => {
    const viewer = customer();
    const call = router.addCall(viewer, { version: 3, status: 'ASSIGNING' });
    const before = await router.openSubscriptions();
    const socket = await follow(viewer, call, callCursor(call, 3));
    await expect.poll(router.openSubscriptions).toBe(before + 1);
    await router.change(call, 'CONFIRMED');
    expect(await socket.nextVersion()).toEqual([4, false]);
    socket.close();
  });

  test('the cursor of a final state completes at once', async () => {
    const viewer = customer();
    const call = router.addCall(viewer, { version: 4, status: 'CANCELLED' });
    const socket = await follow(viewer, call, callCursor(call, 4));
    expect(await socket.next()).toEqual({ type: 'complete', id: '1' });
    socket.close();
  });

  test.each([
    ['is ahead of the state', 9],
    ['is so old that versions are missing in between', 1],
  ])('a cursor that %s is answered with the state now, as a reset', async (_, version) => {
    const viewer = customer();
    // Its timeline begins at version 3.
    const call = router.addCall(viewer, { version: 3, status: 'ASSIGNING' });
    await router.change(call, 'CONFIRMED');
    const socket = await follow(viewer, call, callCursor(call, version));
    expect(await socket.nextVersion()).toEqual([4, true]);
    await router.change(call, 'IN_PROGRESS');
    expect(await socket.nextVersion()).toEqual([5, false]);
    socket.close();
  });

  test('a change while the past is read comes once, after it', async () => {
    const viewer = customer();
    const call = router.addCall(viewer);
    await router.change(call, 'ASSIGNING');
    router.subgraphs.hooks.afterRead = async () => {
      router.subgraphs.hooks.afterRead = async () => undefined;
      await router.change(call, 'CONFIRMED');
    };
    const socket = await follow(viewer, call, callCursor(call, 1));
    expect([await socket.nextVersion(), await socket.nextVersion()]).toEqual([
      [2, false],
      [3, false],
    ]);
    socket.close();
  });

  test('a cursor of another call, or 100 that were tampered with, are BAD_USER_INPUT', async () => {
    const viewer = customer();
    const call = router.addCall(viewer);
    const cursor = callCursor(call, 12);
    const tampered = Array.from({ length: 100 }, (_, index) => {
      const at = index % cursor.length;
      const letter = cursor[at] === 'A' ? 'B' : 'A';
      return index < cursor.length
        ? `${cursor.slice(0, at)}${letter}${cursor.slice(at + 1)}`
        : `${cursor.slice(0, at)}${cursor.slice(at + 1)}`;
    });
    const others = [
      encodeCallCursor({ callId: randomUUID(), version: 1 }),
      encodeFeedCursor('1'),
      'nonsense',
      '',
      `${cursor}=`,
    ];
    const socket = await connect(router, viewer);
    for (const after of [...tampered, ...others]) {
      socket.subscribe('1', STATUS, { id: call.id, after });
      expect([after, await socket.next()]).toMatchObject([
        after,
        { type: 'error', payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
      ]);
    }
    socket.close();
  });

  test('a call that is absent, malformed or not yours: the same NOT_FOUND, also by a cursor', async () => {
    const viewer = customer();
    const foreign = router.addCall(customer());
    const absent = randomUUID();
    const socket = await connect(router, viewer);
    const answers = [];
    for (const variables of [
      { id: absent },
      { id: 'nonsense' },
      { id: foreign.id },
      { id: absent, after: encodeCallCursor({ callId: absent, version: 1 }) },
      ...[1, 2, 99].map((version) => ({ id: foreign.id, after: callCursor(foreign, version) })),
    ]) {
      socket.subscribe('1', STATUS, variables);
      answers.push(await socket.next());
    }
    const refused = {
      type: 'error',
      id: '1',
      payload: [{ message: 'No such call.', extensions: { code: 'NOT_FOUND' } }],
    };
    expect(answers).toEqual(answers.map(() => refused));
    socket.close();
  });
});

describe('moveCallFeed after a cursor', () => {
  async function feed(viewer: Viewer, after?: string) {
    const before = await router.openSubscriptions();
    const socket = await connect(router, viewer);
    socket.subscribe('1', FEED, { after });
    await expect.poll(router.openSubscriptions).toBe(before + 1);
    return {
      async next() {
        const { cursor, version, reset, moveCall } = (await socket.nextData()).moveCallFeed;
        return { cursor: cursor as string, told: [moveCall.id, version, reset] };
      },
      async leave() {
        socket.close();
        await expect.poll(router.openSubscriptions).toBe(before);
      },
    };
  }

  /** A cursor, and the calls whose changes follow it. */
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

  /** What is published now was read by the router when this is through. */
  async function readByRouter() {
    const viewer = customer();
    const call = router.addCall(viewer);
    const before = await router.openSubscriptions();
    const socket = await follow(viewer, call);
    await socket.nextVersion();
    await router.change(call, 'ASSIGNING');
    await socket.nextVersion();
    socket.close();
    await expect.poll(router.openSubscriptions).toBe(before);
    return call;
  }

  test('everything since then is told once and in order, then what happens next', async () => {
    const { cursor, calls } = await changesAfterCursor();
    const last = await readByRouter();
    const { next, leave } = await feed(operator(), cursor);
    const told = [await next(), await next(), await next(), await next()];
    expect(told.map((event) => event.told)).toEqual([
      [calls[0].id, 2, false],
      [calls[1].id, 2, false],
      [calls[0].id, 3, false],
      [last.id, 2, false],
    ]);
    await router.change(calls[1], 'CANCELLED');
    expect((await next()).told).toEqual([calls[1].id, 3, false]);
    await leave();
    const again = await feed(operator(), told[2]?.cursor);
    expect([(await again.next()).told, (await again.next()).told]).toEqual([
      [last.id, 2, false],
      [calls[1].id, 3, false],
    ]);
    await again.leave();
  });

  test('a mover is told what is theirs', async () => {
    const { cursor, calls } = await changesAfterCursor();
    await readByRouter();
    const mover = { id: randomUUID(), role: 'MOVER', moverId: router.subgraphs.mover.id } as const;
    const { next, leave } = await feed(mover, cursor);
    await router.change(calls[1], 'CANCELLED');
    expect([(await next()).told, (await next()).told]).toEqual([
      [calls[1].id, 2, false],
      [calls[1].id, 3, false],
    ]);
    await leave();
  });

  test('a router that was just started goes on where the one before was left', async () => {
    const { cursor, calls } = await changesAfterCursor();
    await router.closeRouter();
    await router.change(calls[1], 'IN_PROGRESS');
    await router.startAgain();
    const { next, leave } = await feed(operator(), cursor);
    expect([(await next()).told, (await next()).told, (await next()).told, (await next()).told]).toEqual([
      [calls[0].id, 2, false],
      [calls[1].id, 2, false],
      [calls[0].id, 3, false],
      [calls[1].id, 3, false],
    ]);
    await leave();
  });

  test('a cursor that is ahead is answered with one reset event for the newest call', async () => {
    const newest = await readByRouter();
    const { next, leave } = await feed(operator(), encodeFeedCursor('900000'));
    expect((await next()).told).toEqual([newest.id, 2, true]);
    await router.change(newest, 'CONFIRMED');
    expect((await next()).told).toEqual([newest.id, 3, false]);
    await leave();
  });

  test('so is one from before a loss on the stream; who listened is told of the loss', async () => {
    const { cursor, calls } = await changesAfterCursor();
    const listener = await feed(operator());
    router.skipNumbers(3);
    await router.change(calls[1], 'IN_PROGRESS');
    expect((await listener.next()).told).toEqual([calls[1].id, 3, true]);
    await listener.leave();
    const { next, leave } = await feed(operator(), cursor);
    expect((await next()).told).toMatchObject({ 2: true });
    await leave();
  });

  test('who has no call is told the first one as a reset', async () => {
    await readByRouter();
    const mover = { ...router.subgraphs.mover, id: randomUUID() };
    const viewer = { id: randomUUID(), role: 'MOVER', moverId: mover.id } as const;
    const { next, leave } = await feed(viewer, encodeFeedCursor('900000'));
    const call = router.addCall(customer());
    await router.change(call, 'CONFIRMED', mover);
    await router.change(call, 'IN_PROGRESS');
    expect([(await next()).told, (await next()).told]).toEqual([
      [call.id, 2, true],
      [call.id, 3, false],
    ]);
    await leave();
  });

  test('copies on the stream, and a stream that is filled again, come once', async () => {
    const { cursor, calls } = await changesAfterCursor();
    const entries = await router.redis.xrange(router.stream, '-', '+');
    for (const [, fields] of entries.slice(-3)) await router.redis.xadd(router.stream, '*', ...fields);
    await router.redis.del(router.stream);
    for (const [, fields] of entries) await router.redis.xadd(router.stream, '*', ...fields);
    const last = await readByRouter();
    const { next, leave } = await feed(operator(), cursor);
    expect([(await next()).told, (await next()).told, (await next()).told, (await next()).told]).toEqual([
      [calls[0].id, 2, false],
      [calls[1].id, 2, false],
      [calls[0].id, 3, false],
      [last.id, 2, false],
    ]);
    await leave();
  });
});
