import type { Message } from '@movecall/sandbox/message';
import { type Addresses, type Session, signIn } from '@movecall/testkit/client';
import { playFoundingScenario } from '@movecall/dev/founding-scenario';
import { checkInvariants } from '@movecall/ops/invariants/check';
import { acceptedMove, freeDay, watchUntil } from '@movecall/testkit/move-calls';
import { connect, eachProducer } from '@movecall/ops/system';
import { startStack, type Stack } from '@movecall/dev/stack';
import { producers, streamOf } from '@movecall/schema/streams';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RedisCluster, startRedisCluster } from '@movecall/testkit/redis-cluster';
import { readyBundles } from '../support/bundled-once.ts';
import { CUSTOMER, OPERATOR } from '../support/system.ts';

// The whole system, with a Redis cluster of three nodes.
let cluster: RedisCluster;
let directory: string;
let stack: Stack;
let customer: Session;
let operator: Session;
beforeAll(async () => {
  cluster = await startRedisCluster(3);
  directory = await mkdtemp(join(tmpdir(), 'movecall-on-cluster-'));
  await chmod(directory, 0o755);
  const { DATABASE_URL: _embedded, ...others } = process.env;
  stack = await startStack({
    directory,
    routerPort: 14_000,
    sandboxPort: 14_400,
    fresh: true,
    ...readyBundles(),
    log: () => undefined,
    env: { ...others, REDIS_URL: cluster.redisUrl, REDIS_CLUSTER: 'on' },
  });
  const { router, sandbox } = stack.services();
  const addresses: Addresses = { router: router!.url, sandbox: sandbox!.url };
  customer = await signIn(addresses, CUSTOMER);
  operator = await signIn(addresses, OPERATOR);
});
afterAll(async () => {
  await Promise.all([customer?.close(), operator?.close()]);
  await stack?.close();
  await cluster?.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 10 });
});

const today = new Date();
const stream = streamOf('movecall', 'call');

/** Makes a call and waits until its customer's subscription shows it confirmed. */
async function confirmCall(): Promise<void> {
  const movingOn = await freeDay(operator, 1, today);
  const id = await acceptedMove(customer, { address: 'mapo', cost: 2_500_000, movingOn });
  await watchUntil(customer, id, 'CONFIRMED');
}

test('the founding scenario succeeds, and the streams are on more than one node', async () => {
  const lines: string[] = [];
  const { done, failed } = await playFoundingScenario({
    customer,
    movingOn: await freeDay(operator, 3, today),
    service: async (action, name) => void (await stack[action](name)),
    log: (line) => lines.push(line),
  });
  expect({ done, failed }, lines.join('\n')).toEqual({ done: 6, failed: 0 });
  const holders = await Promise.all(producers.map((name) => cluster.holderOf(streamOf('movecall', name))));
  expect(new Set(holders).size).toBeGreaterThan(1);
});

test("a call is confirmed while call's stream moves to another node, and after it", async () => {
  const holder = await cluster.holderOf(stream);
  const other = cluster.nodes.find((node) => node !== holder)!;
  await cluster.migrateSlot(stream, other, confirmCall);
  expect(await cluster.holderOf(stream)).toBe(other);
  await confirmCall();
});

test('a call that is made while a node is down is confirmed once the node is back', async () => {
  const holder = await cluster.holderOf(stream);
  await holder.crash();
  const movingOn = await freeDay(operator, 1, today);
  const id = await acceptedMove(customer, { address: 'mapo', cost: 2_500_000, movingOn });
  await holder.restart();
  await cluster.settled();
  await watchUntil(customer, id, 'CONFIRMED');
});

test('every invariant holds after the failures above', async () => {
  const { postgres, redis, sandbox } = stack.services();
  const system = await connect({
    databaseUrls: eachProducer((name) => new URL(`/movecall_${name}`, postgres!.url).href),
    redisUrl: redis!.url,
    redisCluster: true,
    streamPrefix: 'movecall',
  });
  const sandboxMessages = async () => (await (await fetch(`${sandbox!.url}/messages`)).json()) as Message[];
  try {
    expect(await checkInvariants({ ...system, sandboxMessages })).toEqual([]);
  } finally {
    await system.close();
  }
});
