import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { amount } from '@movecall/testkit/amount';
import { createFollower, FEED, isGapless, STATUS } from '@movecall/testkit/follower';
import { createFaultProxy, type FaultProxy } from '@movecall/testkit/fault-proxy';
import { customer, operator, startRouter, type TestRouter } from '@movecall/testkit/router';
import type { TestCall } from '@movecall/testkit/fake-subgraphs';

const SOCKETS = Number(process.env['CUT_SOCKETS'] ?? amount({ usual: 30, long: 200 }));
const CUTS = 5;
const CHANGES_PER_ROUND = 3;

let router: TestRouter;
let proxy: FaultProxy;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
  proxy = await createFaultProxy(() => router.url);
});
afterEach(() => expect.poll(() => router.metric('channels_open')).toBe(0));
afterAll(async () => {
  await proxy.close();
  await router.close();
});

/** Starts followers of calls, each with a customer of its own, and one follower of the operators' feed. */
async function startFollowers(count: number) {
  const followers = await Promise.all(
    Array.from({ length: count }, async () => {
      const viewer = customer();
      const call = router.addCall(viewer);
      return { call, ...createFollower(proxy.url, await router.tokenFor(viewer), STATUS, call.id) };
    }),
  );
  await all(
    followers.map(
      ({ events }) =>
        () =>
          events.length > 0,
    ),
  );
  const feed = createFollower(proxy.url, await router.tokenFor(operator()), FEED);
  await expect.poll(() => router.openSubscriptions()).toBe(count + 1);
  // The feed needs the cursor of a first event to reconnect; the web page has one from the list that it has read.
  await router.change(router.addCall(customer()), 'ASSIGNING');
  await all([() => feed.events.length === 1]);
  return { followers, feed };
}

const all = (conditions: readonly (() => boolean)[]) =>
  expect.poll(() => conditions.filter((holds) => !holds()).length, { timeout: 60_000 }).toBe(0);

const STATUSES = ['ASSIGNING', 'CONFIRMED', 'IN_PROGRESS'] as const;
/** Raises every call by some versions. @param half runs after the first of them */
async function changeAll(calls: readonly TestCall[], half: () => Promise<unknown> | void) {
  for (let round = 0; round < CHANGES_PER_ROUND; round += 1) {
    if (round === 1) await half();
    await Promise.all(calls.map((call) => router.change(call, STATUSES[call.version % 3] ?? 'ASSIGNING')));
  }
}

/** Expects that each follower has received every version exactly once, in order, and none as a reset. */
function expectGapless({ followers, feed }: Awaited<ReturnType<typeof startFollowers>>): void {
  const wrong = followers.filter(({ call, events }) => !isGapless(events, call.version));
  expect(wrong.map(({ events }) => events.map(({ version, reset }) => [version, reset]))).toEqual([]);
  for (const { call } of followers) {
    const own = feed.events.filter(({ moveCall }) => moveCall.id === call.id);
    expect(own.map(({ version }) => version)).toEqual(
      Array.from({ length: call.version - 1 }, (_, index) => index + 2),
    );
  }
  expect(feed.events.filter(({ reset }) => reset)).toEqual([]);
}

async function endAll({ followers, feed }: Awaited<ReturnType<typeof startFollowers>>): Promise<void> {
  await Promise.all(followers.map(({ call }) => router.change(call, 'COMPLETED')));
  await Promise.all(followers.map(({ over }) => over));
  const changes = followers.reduce((sum, { call }) => sum + call.version - 1, 0);
  await all([() => feed.events.length > changes]);
  await feed.stop();
}

test(
  `${SOCKETS} sockets that are cut ${CUTS} times while their calls change receive every event exactly once`,
  { timeout: 120_000 },
  async () => {
    const started = await startFollowers(SOCKETS);
    const { followers, feed } = started;
    for (let cut = 0; cut < CUTS; cut += 1) {
      const connections = followers.map((follower) => follower.connections());
      await changeAll(
        followers.map(({ call }) => call),
        proxy.reset,
      );
      await all(followers.map((follower, index) => () => follower.connections() > (connections[index] ?? 0)));
    }
    await endAll(started);
    expectGapless(started);
    expect(feed.connections()).toBeGreaterThan(CUTS - 1);
  },
);

test(
  'a router that is restarted under load sends every event exactly once',
  { timeout: 60_000 },
  async () => {
    const started = await startFollowers(50);
    for (let restart = 0; restart < 3; restart += 1) {
      await changeAll(
        started.followers.map(({ call }) => call),
        async () => {
          const closing = router.closeRouter();
          await Promise.all(started.followers.map(({ call }) => router.change(call, 'ASSIGNING')));
          await closing;
          await router.startAgain();
        },
      );
    }
    await endAll(started);
    expectGapless(started);
  },
);
