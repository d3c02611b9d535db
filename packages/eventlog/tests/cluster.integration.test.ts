import { connectNow } from '@movecall/redis';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type RedisCluster, startRedisCluster } from '@movecall/testkit/redis-cluster';
import { streamState, writeEnvelope } from '../src/index.ts';
import { createWorld, envelope, somethingHappened, useRedis, type World } from './support.ts';

const cluster: RedisCluster = await startRedisCluster(3);
useRedis({ redisUrl: cluster.redisUrl, redisCluster: true });
afterAll(async () => {
  useRedis(null);
  await cluster.close();
});

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const patience = { timeout: 60_000, interval: 20 };
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Records one more event for each id. */
const recordAll = async (ids: readonly string[]): Promise<void> => {
  for (const id of ids) await world.record([somethingHappened(id)]);
};

const sequencesOf = async (id: string): Promise<number[]> =>
  (await world.effects()).filter((effect) => effect.correlation_id === id).map(({ sequence }) => sequence);

/** Expects that the consumer applied each event once and in order, and that the tail read each event once and in order. */
async function expectAll(ids: readonly string[], each: number, seen: readonly string[]): Promise<void> {
  const all = ids.length * each;
  await vi.waitFor(async () => expect(await world.effects()).toHaveLength(all), patience);
  for (const id of ids) expect(await sequencesOf(id)).toEqual(upTo(each));
  await vi.waitFor(() => expect(seen).toEqual(upTo(all).map(String)), patience);
}

async function follow(): Promise<string[]> {
  const seen: string[] = [];
  await world.relay({ pollMs: 20 });
  await world.consumer({ takeOverAfterMs: 500 });
  await world.tail((position) => seen.push(position));
  return seen;
}

/** A node that does not hold the stream. */
const otherNode = async () => {
  const holder = await cluster.holderOf(world.stream);
  return cluster.nodes.find((node) => node !== holder)!;
};

test('one consumer reads streams on different nodes, each in its order', async () => {
  const streams: string[] = [];
  for (const slots = new Set<number>(); streams.length < 3;) {
    const stream = `test:${randomUUID()}`;
    const third = Math.floor(((await cluster.slotOf(stream)) * 3) / 16_384);
    if (slots.has(third)) continue;
    slots.add(third);
    streams.push(stream);
  }
  await world.consumer({ streams });
  const ids = streams.map(() => randomUUID());
  for (const sequence of upTo(20)) {
    for (const [at, stream] of streams.entries())
      await world.redis.xadd(stream, '*', 'event', writeEnvelope(envelope(ids[at]!, sequence)));
  }
  for (const id of ids)
    await vi.waitFor(async () => expect(await sequencesOf(id)).toEqual(upTo(20)), patience);
  await vi.waitFor(async () => {
    for (const stream of streams)
      expect((await streamState(world.redis, stream)).groups).toMatchObject([{ pending: 0 }]);
  }, patience);
  for (const stream of streams) await world.redis.del(stream);
});

test('no event is lost or applied twice when the hash slot of a stream moves to another node', async () => {
  const seen = await follow();
  const ids = Array.from({ length: 5 }, () => randomUUID());
  for (const _ of upTo(4)) await recordAll(ids);
  await vi.waitFor(() => expect(seen).toHaveLength(20), patience);
  const to = await otherNode();
  await cluster.migrateSlot(world.stream, to, () => recordAll(ids));
  expect(await cluster.holderOf(world.stream)).toBe(to);
  await recordAll(ids);
  await expectAll(ids, 7, seen);
});

test('no event is lost or applied twice when the node of a stream crashes and restarts', async () => {
  const seen = await follow();
  const ids = Array.from({ length: 5 }, () => randomUUID());
  for (const _ of upTo(4)) await recordAll(ids);
  await vi.waitFor(() => expect(seen).toHaveLength(20), patience);
  const node = await cluster.holderOf(world.stream);
  await recordAll(ids);
  await node.crash();
  await recordAll(ids);
  await node.restart();
  await recordAll(ids);
  await expectAll(ids, 7, seen);
  await cluster.settled();
  await connectNow(world.redis);
});

test('relay, consumer and tail close at once while the whole cluster is down', async () => {
  const relay = await world.relay({ pollMs: 20 });
  const consumer = await world.consumer();
  const tail = await world.tail(() => undefined);
  await world.record([somethingHappened(randomUUID())]);
  for (const node of cluster.nodes) await node.crash();
  await world.record([somethingHappened(randomUUID())]);
  await Promise.all([relay.close(), consumer.close(), tail.close()]);
  for (const node of cluster.nodes) await node.restart();
  await cluster.settled();
  await connectNow(world.redis);
});
