import { decodeCallCursor } from '@movecall/values/cursor';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { customer, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect } from './support/socket.ts';

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
});
// The next test counts subscriptions: wait until those of this test are gone.
afterEach(() => expect.poll(router.openSubscriptions).toBe(0));
afterAll(() => router.close());

const STATUS =
  'subscription ($id: ID!, $after: ID) { moveCallStatus(id: $id, after: $after) { version status reset } }';

describe('moveCallStatus', () => {
  test('versions whose events are lost are sent once, as soon as another event reveals the gap', async () => {
    const viewer = customer();
    const [call, other] = [router.addCall(viewer), router.addCall(viewer)];
    const socket = await connect(router, viewer);
    socket.subscribe('1', STATUS, { id: call.id });
    expect(await socket.nextData()).toMatchObject({ moveCallStatus: { version: 1 } });
    router.commit(call, 'ASSIGNING');
    router.commit(call, 'CONFIRMED');
    router.skipNumbers(2);
    await router.change(other, 'ASSIGNING');
    for (const version of [2, 3])
      expect(await socket.nextData()).toMatchObject({ moveCallStatus: { version, reset: false } });
    await router.change(call, 'CANCELLED');
    expect(await socket.nextData()).toMatchObject({ moveCallStatus: { version: 4, reset: false } });
    expect((await socket.next()).type).toBe('complete');
    socket.close();
  });

  test('a payload is joined from the event and three subgraphs, with aliases and fragments', async () => {
    const viewer = customer();
    const call = router.addCall(viewer);
    const socket = await connect(router, viewer);
    socket.subscribe(
      '1',
      `subscription Follow($id: ID!, $yes: Boolean = true) { ...Root }
       fragment Root on Subscription { s: moveCallStatus(id: $id) { __typename ...Status nothing: at @skip(if: $yes) } }
       fragment Status on MoveCallStatusEvent {
         v: version status label: statusLabel at reset
         c: moveCall { __typename key: id location { district } mover { name } ...Order assignment { mover { plate } } }
       }
       fragment Order on MoveCall { order { state: status @include(if: $yes) } }`,
      { id: call.id },
    );
    const joined = (fields: object, mover: object | null) => ({
      s: {
        __typename: 'MoveCallStatusEvent',
        reset: false,
        ...fields,
        c: {
          __typename: 'MoveCall',
          key: call.id,
          location: { district: '마포구' },
          mover,
          order: { state: 'ASSIGNED' },
          assignment: { mover: { plate: '34가4567' } },
        },
      },
    });
    expect(await socket.nextData()).toEqual(
      joined({ v: 1, status: 'REQUESTED', label: '호출', at: '2026-11-22T00:00:01.000Z' }, null),
    );
    await router.change(call, 'CONFIRMED', router.subgraphs.mover);
    expect(await socket.nextData()).toEqual(
      joined(
        { v: 2, status: 'CONFIRMED', label: '호출확정', at: '2026-11-22T00:00:02.000Z' },
        { name: '백영곤' },
      ),
    );
    socket.close();
  });

  test('the requests for an event belong to the trace of its cause', async () => {
    const viewer = customer();
    const call = router.addCall(viewer);
    const socket = await connect(router, viewer);
    socket.subscribe(
      '1',
      'subscription ($id: ID!) { moveCallStatus(id: $id) { moveCall { order { status } } } }',
      { id: call.id },
    );
    await socket.nextData();
    await router.change(call, 'ASSIGNING');
    await socket.nextData();
    const last = router.subgraphs.seen.at(-1);
    expect(last?.subgraph).toBe('manage');
    expect(last?.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)/);
    socket.close();
  });

  test('each cursor names the call and the version', async () => {
    const viewer = customer();
    const call = router.addCall(viewer, { version: 3, status: 'ASSIGNING' });
    const socket = await connect(router, viewer);
    socket.subscribe('1', 'subscription ($id: ID!) { moveCallStatus(id: $id) { cursor } }', { id: call.id });
    expect(decodeCallCursor((await socket.nextData()).moveCallStatus.cursor)).toEqual({
      callId: call.id,
      version: 3,
    });
    await router.change(call, 'CONFIRMED', router.subgraphs.mover);
    expect(decodeCallCursor((await socket.nextData()).moveCallStatus.cursor)).toEqual({
      callId: call.id,
      version: 4,
    });
    socket.close();
  });

  test('the current state is sent first, then every change in order; a cancellation completes the subscription', async () => {
    const viewer = customer();
    const call = router.addCall(viewer);
    const socket = await connect(router, viewer);
    socket.subscribe('1', STATUS, { id: call.id });
    const event = (version: number, status: string) => ({
      moveCallStatus: { version, status, reset: false },
    });
    expect(await socket.nextData()).toEqual(event(1, 'REQUESTED'));
    await router.change(call, 'ASSIGNING');
    await router.change(call, 'CONFIRMED', router.subgraphs.mover);
    await router.change(call, 'CANCELLED', null);
    expect(await socket.nextData()).toEqual(event(2, 'ASSIGNING'));
    expect(await socket.nextData()).toEqual(event(3, 'CONFIRMED'));
    expect(await socket.nextData()).toEqual(event(4, 'CANCELLED'));
    expect(await socket.next()).toEqual({ type: 'complete', id: '1' });
    socket.close();
  });

  test('for a call in a final state, the state is sent and the subscription completes', async () => {
    const viewer = customer();
    const call = router.addCall(viewer, { version: 5, status: 'COMPLETED' });
    const socket = await connect(router, viewer);
    socket.subscribe('1', STATUS, { id: call.id });
    expect((await socket.nextData()).moveCallStatus.version).toBe(5);
    expect(await socket.next()).toEqual({ type: 'complete', id: '1' });
    socket.close();
  });

  describe('a change during the read of the state', () => {
    /** Subscribes, and runs `meanwhile` before or after the subgraph reads the state. @returns the received versions */
    async function subscribeDuring(
      when: 'beforeRead' | 'afterRead',
      meanwhile: (call: ReturnType<TestRouter['addCall']>) => Promise<void>,
    ) {
      const viewer = customer();
      const call = router.addCall(viewer);
      const socket = await connect(router, viewer);
      // Once a second subscriber has received a change, the router has read it from the stream.
      const bystander = await connect(router, viewer);
      bystander.subscribe('1', STATUS, { id: call.id });
      await bystander.nextData();
      router.subgraphs.hooks[when] = async () => {
        router.subgraphs.hooks[when] = async () => undefined;
        const seen = bystander.nextData();
        await meanwhile(call);
        await seen;
      };
      socket.subscribe('1', STATUS, { id: call.id });
      const versions = [(await socket.nextData()).moveCallStatus.version];
      await router.change(call, 'CONFIRMED', router.subgraphs.mover);
      while (versions.at(-1) !== call.version)
        versions.push((await socket.nextData()).moveCallStatus.version);
      socket.close();
      bystander.close();
      return versions;
    }

    test('is sent once if the read includes it', async () => {
      expect(await subscribeDuring('beforeRead', (call) => router.change(call, 'ASSIGNING'))).toEqual([2, 3]);
    });

    test('is not lost if the read does not include it', async () => {
      expect(await subscribeDuring('afterRead', (call) => router.change(call, 'ASSIGNING'))).toEqual([
        1, 2, 3,
      ]);
    });
  });

  test('an event of an older version and a repeated event are skipped', async () => {
    const viewer = customer();
    const call = router.addCall(viewer, { version: 4, status: 'ASSIGNING' });
    const socket = await connect(router, viewer);
    socket.subscribe('1', STATUS, { id: call.id });
    await socket.nextData();
    await router.publish(call);
    await router.publish({ ...call, version: 2 });
    await router.change(call, 'CONFIRMED', router.subgraphs.mover);
    await router.publish(call);
    await router.change(call, 'CANCELLED', null);
    expect((await socket.nextData()).moveCallStatus.version).toBe(5);
    expect((await socket.nextData()).moveCallStatus.version).toBe(6);
    socket.close();
  });

  test('malformed entries and events of other calls are skipped', async () => {
    const viewer = customer();
    const call = router.addCall(viewer);
    const socket = await connect(router, viewer);
    socket.subscribe('1', STATUS, { id: call.id });
    await socket.nextData();
    await router.publishRaw('no JSON');
    await router.publishRaw(
      JSON.stringify({
        id: randomUUID(),
        type: 'MoveCallStatusChanged',
        version: 1,
        time: 'x',
        producer: 'call',
        correlationId: call.id,
        sequence: 2,
        data: {},
      }),
    );
    await router.publish(router.addCall(customer()));
    await router.change(call, 'ASSIGNING');
    expect((await socket.nextData()).moveCallStatus.version).toBe(2);
    socket.close();
  });

  test('a client that cancels while no event arrives leaves nothing behind', async () => {
    const viewer = customer();
    const call = router.addCall(viewer);
    const before = await router.openSubscriptions();
    const socket = await connect(router, viewer);
    socket.subscribe('1', STATUS, { id: call.id });
    await socket.nextData();
    expect(await router.openSubscriptions()).toBe(before + 1);
    socket.send({ type: 'complete', id: '1' });
    // The pong is sent after the complete message was processed.
    socket.send({ type: 'ping' });
    expect((await socket.next()).type).toBe('pong');
    await expect.poll(router.openSubscriptions).toBe(before);
    socket.subscribe('1', STATUS, { id: call.id });
    await socket.nextData();
    socket.close();
    await socket.closed;
    await expect.poll(router.openSubscriptions).toBe(before);
  });
});
