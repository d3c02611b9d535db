import { Pool } from 'undici';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Balancer, PROBE_MS, startBalancer } from '@movecall/testkit/balancer';
import { createFollower, isGapless, STATUS } from '@movecall/testkit/follower';
import { customer, startRouter, type TestRouter } from '@movecall/testkit/router';

const RESTARTS = Number(process.env['ROLLING_RESTARTS'] ?? 20);
const SOCKETS = 100;
/** Of a router that stops; and of one that has waited long for the greeting of a client on a busy machine, which connects again. */
const EXPECTED_CLOSINGS: ReadonlySet<number> = new Set([1001, 4408]);
/** Concurrent requests, each on a connection that is kept for as long as the router keeps it. */
const CONNECTIONS = 20;
/** A call changes once per this many requests. */
const REQUESTS_PER_CHANGE = 4;
/** The least number of requests between two restarts. */
const REQUESTS_BETWEEN = Number(process.env['ROLLING_REQUESTS'] ?? 200);
/** Much longer than a probe takes: the balancer shares the process with the load, so its probes may be late. */
const LAME_DUCK_MS = 100 * PROBE_MS;

type Replica = Awaited<ReturnType<TestRouter['startReplica']>>;

let router: TestRouter;
let balancer: Balancer;
const replicas: Replica[] = [];
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'), {
    lameDuckMs: LAME_DUCK_MS,
    // One customer follows all calls.
    perIdentity: { sockets: SOCKETS, subscriptions: SOCKETS },
    // A slow machine is not an unavailable subgraph.
    subgraphs: { timeoutMs: 30_000, failuresToOpen: 1_000, halfOpenAfterMs: 1_000 },
  });
  replicas.push(await router.startReplica(), await router.startReplica());
  balancer = await startBalancer(() => replicas.map(({ url }) => url));
});
afterAll(async () => {
  await balancer.close();
  await Promise.all(replicas.map((replica) => replica.close()));
  await router.close();
});

const untilAllReady = () =>
  expect.poll(() => balancer.ready(), { timeout: 60_000 }).toEqual(replicas.map(({ url }) => url));

async function startFollowers() {
  const viewer = customer();
  const token = await router.tokenFor(viewer);
  const followers = Array.from({ length: SOCKETS }, () => {
    const call = router.addCall(viewer);
    return { call, ...createFollower(balancer.url, token, STATUS, call.id) };
  });
  await expect.poll(() => followers.every(({ events }) => events.length > 0), { timeout: 60_000 }).toBe(true);
  return { token, followers };
}

type Followers = Awaited<ReturnType<typeof startFollowers>>['followers'];

const STATUSES = ['ASSIGNING', 'CONFIRMED', 'IN_PROGRESS'] as const;
const QUERY = 'query ($id: ID!) { moveCall(id: $id) { id version order { status } } }';

/** Sends queries without a pause and without retries, one at a time on each connection, while the calls change. */
function startLoad(token: string, followers: Followers) {
  const pool = new Pool(balancer.url, { connections: CONNECTIONS, pipelining: 1 });
  const failures: string[] = [];
  let answered = 0;
  let sent = 0;
  let ending = false;

  async function queryCall(call: Followers[number]['call']): Promise<void> {
    const least = call.version;
    const { statusCode, body } = await pool.request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: QUERY, variables: { id: call.id } }),
    });
    const text = await body.text();
    const answer = statusCode === 200 ? JSON.parse(text) : null;
    const { id, version, order } = answer?.data?.moveCall ?? {};
    if (answer?.errors || id !== call.id || version < least || order?.status !== 'ASSIGNED')
      throw new Error(`${statusCode} ${text}`);
  }

  async function worker(): Promise<void> {
    while (!ending) {
      sent += 1;
      const follower = followers[sent % followers.length];
      if (!follower) return;
      await queryCall(follower.call).then(
        () => (answered += 1),
        (error: unknown) => failures.push(String(error)),
      );
      const changed = followers[Math.floor(sent / REQUESTS_PER_CHANGE) % followers.length];
      if (changed && sent % REQUESTS_PER_CHANGE === 0)
        await router.change(changed.call, STATUSES[changed.call.version % 3] ?? 'ASSIGNING');
    }
  }

  const workers = Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return {
    failures,
    answered: () => answered,
    async end() {
      ending = true;
      await workers;
      await pool.close();
    },
  };
}

test(
  `two routers are restarted in turn, ${RESTARTS} times under load: no request fails, and every event is sent exactly once`,
  { timeout: 1_800_000 },
  async () => {
    const { token, followers } = await startFollowers();
    const load = startLoad(token, followers);
    const duringRestarts: number[] = [];
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      const before = load.answered();
      await expect.poll(load.answered, { timeout: 120_000 }).toBeGreaterThan(before + REQUESTS_BETWEEN);
      const calm = load.answered();
      await replicas[restart % 2]?.close();
      replicas[restart % 2] = await router.startReplica();
      await untilAllReady();
      duringRestarts.push(load.answered() - calm);
    }
    await load.end();
    await Promise.all(followers.map(({ call }) => router.change(call, 'COMPLETED')));
    await Promise.all(followers.map(({ over }) => over));

    const incomplete = followers.filter(({ call, events }) => !isGapless(events, call.version));
    const closings = followers.flatMap(({ closeCodes }) => closeCodes);
    expect(load.failures).toEqual([]);
    expect(incomplete.map(({ events }) => events.map(({ version, reset }) => [version, reset]))).toEqual([]);
    expect(closings.filter((code) => !EXPECTED_CLOSINGS.has(code))).toEqual([]);
    // Requests were answered during each restart, and every socket was closed more than once.
    expect(Math.min(...duringRestarts)).toBeGreaterThan(0);
    expect(load.answered()).toBeGreaterThan(RESTARTS * REQUESTS_BETWEEN);
    expect(Math.min(...followers.map(({ closeCodes }) => closeCodes.length))).toBeGreaterThan(1);
  },
);
