import { encodeCallCursor } from '@movecall/values/cursor';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { customer, operator, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect } from './support/socket.ts';

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
});
afterEach(() => expect.poll(() => router.metric('channels_open')).toBe(0));
afterAll(() => router.close());

const STATUS = `subscription ($id: ID!, $after: ID) {
  moveCallStatus(id: $id, after: $after) { cursor version moveCall { order { status } } }
}`;

/** How many requests manage has received: one for each execution. */
const executions = () => router.subgraphs.seen.filter(({ subgraph }) => subgraph === 'manage').length;

async function follow(
  viewer: ReturnType<typeof customer>,
  variables: Record<string, unknown>,
  query = STATUS,
) {
  const socket = await connect(router, viewer);
  socket.subscribe('1', query, variables);
  return socket;
}

test('50 operators that follow the same call cost one execution per change', async () => {
  const call = router.addCall(customer());
  const sockets = await Promise.all(Array.from({ length: 50 }, () => follow(operator(), { id: call.id })));
  await Promise.all(sockets.map((socket) => socket.nextData()));
  const before = executions();
  for (const version of [2, 3, 4]) {
    await router.change(call, 'ASSIGNING');
    for (const socket of sockets)
      expect(await socket.nextData()).toMatchObject({
        moveCallStatus: { version, moveCall: { order: { status: 'ASSIGNED' } } },
      });
  }
  expect(executions() - before).toBe(3);
  sockets.forEach((socket) => socket.close());
});

test('a client that reconnects with a cursor shares executions with clients that stayed connected', async () => {
  const call = router.addCall(customer());
  const first = await follow(operator(), { id: call.id });
  const { cursor } = (await first.nextData()).moveCallStatus;
  const second = await follow(operator(), { id: call.id, after: cursor });
  await expect.poll(router.openSubscriptions).toBe(2);
  expect(await router.metric('channels_open')).toBe(1);
  const before = executions();
  await router.change(call, 'ASSIGNING');
  expect(await second.nextData()).toEqual(await first.nextData());
  expect(executions() - before).toBe(1);
  first.close();
  second.close();
});

test('payloads for owner, mover and operator of one call are executed with their own rights', async () => {
  const [owner, other] = [customer(), operator()];
  const mover = { id: randomUUID(), role: 'MOVER', moverId: router.subgraphs.mover.id } as const;
  const call = router.addCall(owner, { mover: router.subgraphs.mover, moverId: router.subgraphs.mover.id });
  const query = 'subscription ($id: ID!) { moveCallStatus(id: $id) { version moveCall { tel } } }';
  const viewers = [owner, mover, other];
  const sockets = await Promise.all(viewers.map((viewer) => follow(viewer, { id: call.id }, query)));
  const nextOfAll = async () => {
    const answers = await Promise.all(sockets.map((socket) => socket.nextData()));
    return answers.map(({ moveCallStatus: { version, moveCall } }) => [version, moveCall.tel]);
  };
  expect((await nextOfAll()).map(([version]) => version)).toEqual([1, 1, 1]);
  await router.change(call, 'CONFIRMED');
  // The fake subgraph returns the viewer in `tel`.
  expect(await nextOfAll()).toEqual(viewers.map(({ role, id }) => [2, `${role} ${id}`]));
  expect(await router.metric('channels_open')).toBe(3);
  sockets.forEach((socket) => socket.close());
});

test('subscriptions with different values of a payload variable do not share payloads', async () => {
  const call = router.addCall(customer());
  const query =
    'subscription ($id: ID!, $no: Boolean!) { moveCallStatus(id: $id) { version at @skip(if: $no) } }';
  const [with_, without] = await Promise.all(
    [false, true].map((no) => follow(operator(), { id: call.id, no }, query)),
  );
  await Promise.all([with_?.nextData(), without?.nextData()]);
  await router.change(call, 'ASSIGNING');
  expect(await with_?.nextData()).toEqual({ moveCallStatus: { version: 2, at: call.at } });
  expect(await without?.nextData()).toEqual({ moveCallStatus: { version: 2 } });
  with_?.close();
  without?.close();
});

test('a variable that is null and an absent variable do not share payloads', async () => {
  const call = router.addCall(customer());
  const query =
    'subscription ($id: ID!, $all: Boolean = true) { moveCallStatus(id: $id) { version at @include(if: $all) } }';
  const after = encodeCallCursor({ callId: call.id, version: 1 });
  const resumed = query.replace('id: $id', `id: $id, after: "${after}"`);
  const odd = await follow(operator(), { id: call.id, all: null }, resumed);
  await expect.poll(router.openSubscriptions).toBe(1);
  const plain = await follow(operator(), { id: call.id }, resumed);
  await expect.poll(router.openSubscriptions).toBe(2);
  await router.change(call, 'ASSIGNING');
  expect(await plain.nextData()).toEqual({ moveCallStatus: { version: 2, at: call.at } });
  expect(await odd.next()).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  });
  odd.close();
  plain.close();
});

test('each subscription on a socket has its own id and its own end', async () => {
  const call = router.addCall(customer());
  const socket = await connect(router, operator());
  const ids = ['a', 'b "quoted" \u2028', 'ㄱ'];
  for (const id of ids) {
    socket.subscribe(id, STATUS, { id: call.id });
    expect((await socket.next()).id).toBe(id);
  }
  socket.send({ type: 'complete', id: 'a' });
  await expect.poll(router.openSubscriptions).toBe(2);
  await router.change(call, 'CANCELLED', null);
  const messages = [await socket.next(), await socket.next(), await socket.next(), await socket.next()];
  expect(messages.map(({ type, id }) => [type, id])).toEqual([
    ...ids.slice(1).map((id) => ['next', id]),
    ...ids.slice(1).map((id) => ['complete', id]),
  ]);
  socket.close();
});
