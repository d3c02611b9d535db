import { encodeCallCursor, encodeFeedCursor } from '@movecall/values/cursor';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { followStatus, STATUS } from './support/follow-status.ts';
import { customer, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect } from './support/socket.ts';

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
});
// The next test counts subscriptions: wait until those of this test are gone.
afterEach(() => expect.poll(router.openSubscriptions).toBe(0));
afterAll(() => router.close());

type Call = ReturnType<TestRouter['addCall']>;

const callCursor = ({ id }: Call, version: number) => encodeCallCursor({ callId: id, version });

describe('moveCallStatus after a cursor', () => {
  test('every missed version is sent once and in order, then the live events', async () => {
    const viewer = customer();
    const call = router.addCall(viewer);
    for (const status of ['ASSIGNING', 'CONFIRMED', 'IN_PROGRESS'] as const)
      await router.change(call, status);
    const socket = await followStatus(router, viewer, call.id, callCursor(call, 2));
    expect([await socket.nextVersion(), await socket.nextVersion()]).toEqual([
      [3, false],
      [4, false],
    ]);
    await router.change(call, 'COMPLETED');
    expect(await socket.nextVersion()).toEqual([5, false]);
    expect((await socket.next()).type).toBe('complete');
    socket.close();
  });

  test('after the cursor of the current version only live events are sent', async () => {
    const viewer = customer();
    const call = router.addCall(viewer, { version: 3, status: 'ASSIGNING' });
    const before = await router.openSubscriptions();
    const socket = await followStatus(router, viewer, call.id, callCursor(call, 3));
    await expect.poll(router.openSubscriptions).toBe(before + 1);
    await router.change(call, 'CONFIRMED');
    expect(await socket.nextVersion()).toEqual([4, false]);
    socket.close();
  });

  test('after the cursor of a final state the subscription completes at once', async () => {
    const viewer = customer();
    const call = router.addCall(viewer, { version: 4, status: 'CANCELLED' });
    const socket = await followStatus(router, viewer, call.id, callCursor(call, 4));
    expect(await socket.next()).toEqual({ type: 'complete', id: '1' });
    socket.close();
  });

  test.each([
    ['is ahead of the state', 9],
    ['is so old that versions are missing in between', 1],
  ])('a cursor that %s leads to the current state as a reset', async (_, version) => {
    const viewer = customer();
    // The call's timeline begins at version 3.
    const call = router.addCall(viewer, { version: 3, status: 'ASSIGNING' });
    await router.change(call, 'CONFIRMED');
    const socket = await followStatus(router, viewer, call.id, callCursor(call, version));
    expect(await socket.nextVersion()).toEqual([4, true]);
    await router.change(call, 'IN_PROGRESS');
    expect(await socket.nextVersion()).toEqual([5, false]);
    socket.close();
  });

  test('a change during the read of the missed versions is sent once, after them', async () => {
    const viewer = customer();
    const call = router.addCall(viewer);
    await router.change(call, 'ASSIGNING');
    router.subgraphs.hooks.afterRead = async () => {
      router.subgraphs.hooks.afterRead = async () => undefined;
      await router.change(call, 'CONFIRMED');
    };
    const socket = await followStatus(router, viewer, call.id, callCursor(call, 1));
    expect([await socket.nextVersion(), await socket.nextVersion()]).toEqual([
      [2, false],
      [3, false],
    ]);
    socket.close();
  });

  test('the cursor of another call and 100 tampered cursors are BAD_USER_INPUT', async () => {
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

  test('a missing call, a malformed id and a call of another customer are the same NOT_FOUND, even with a cursor', async () => {
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
