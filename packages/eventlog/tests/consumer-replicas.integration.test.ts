import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { giveUp, type Handle } from '../src/consumer/inbox.ts';
import { NotYetError } from '../src/index.ts';
import { deferred } from './deferred.ts';
import { createWorld, envelope, metrics, patience, recordEffect, type World } from './support.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

test.each([1, 2, 4])('%i replicas over a backlog keep the order, with one effect each', async (replicas) => {
  // Before all others, one for each to begin with, whoever reads first: with a concurrency of one it takes twenty at most.
  const firsts = Array.from({ length: 20 * replicas }, () => randomUUID());
  for (const id of firsts) await world.appendByHand(envelope(id, 1));
  const ids = Array.from({ length: 10 }, () => randomUUID());
  for (let sequence = 1; sequence <= 20; sequence++) {
    for (const id of ids) await world.appendByHand(envelope(id, sequence));
  }
  const workers = new Set<number>();
  const allBegan = deferred();
  await Promise.all(
    Array.from({ length: replicas }, (_, replica) =>
      world.consumer({
        consumer: `${replica}`,
        concurrency: 1,
        handle: async (tx, event) => {
          workers.add(replica);
          if (workers.size === replicas) allBegan.resolve();
          await allBegan.promise;
          await recordEffect(tx, event);
        },
      }),
    ),
  );
  await world.allAcknowledged();
  expect(workers.size).toBe(replicas);
  const effects = await world.effects();
  expect(effects).toHaveLength(firsts.length + 200);
  for (const id of ids) {
    expect(effects.filter((effect) => effect.correlation_id === id).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  }
});

test('a restarted consumer takes up what it had not finished', async () => {
  const { promise: reached, resolve: reach } = deferred();
  await hangingConsumer({ consumer: 'one', onEvent: reach });
  await world.appendByHand(envelope(randomUUID(), 1));
  await reached;
  await world.consumer({ consumer: 'one', takeOverAfterMs: 600_000 });
  await world.effectsToBe([1]);
});

test('what a dead replica held is taken over', async () => {
  const { promise: reached, resolve: reach } = deferred();
  await hangingConsumer({ consumer: 'dead', onEvent: reach });
  await world.appendByHand(envelope(randomUUID(), 1));
  await reached;
  await world.consumer({ consumer: 'alive', takeOverAfterMs: 50 });
  await world.effectsToBe([1]);
  await world.allAcknowledged();
});

test('an entry that another replica has given up as well is one dead letter, counted and told once', async () => {
  const entryId = (await world.appendByHand('no event')) ?? '';
  const entry = { stream: world.stream, entryId, payload: 'no event', number: 0 };
  await giveUp(world.db, entry, null, { error: new Error('of the other replica'), attempts: 5 });
  const registry = metrics();
  const lines: string[] = [];
  const told = pino({ level: 'error' }, { write: (line: string) => lines.push(line) });
  await world.consumer({ metrics: registry, logger: told, maxAttempts: 1 });
  await world.allAcknowledged();
  expect(await world.sql`select error from dead_letters`).toEqual([{ error: 'Error: of the other replica' }]);
  expect(await registry.getSingleMetricAsString('eventlog_given_up_total')).not.toContain(world.stream);
  expect(lines).toEqual([]);
  await world.appendByHand('no event');
  await world.allAcknowledged();
  expect(await registry.getSingleMetricAsString('eventlog_given_up_total')).toContain(
    `{group="group",stream="${world.stream}"} 1`,
  );
  expect(lines).toEqual([expect.stringContaining('gave an event up')]);
});

test('what a replica holds when it closes is there for the next one at once', async () => {
  const begun = deferred();
  const goOn = deferred();
  const events = Array.from({ length: 5 }, () => envelope(randomUUID(), 1));
  for (const event of events) await world.appendByHand(event);
  const leaving = await world.consumer({
    concurrency: 1,
    handle: pausing(begun, goOn),
  });
  await begun.promise;
  const closed = leaving.close();
  goOn.resolve();
  await closed;
  expect(await world.effects()).toHaveLength(1);
  // Far longer than it has been held: nobody has to wait until it is given up for dead.
  const [, claimed] = (await world.redis.xautoclaim(world.stream, 'group', 'two', 60_000, '0-0')) as [
    string,
    unknown[],
  ];
  expect(claimed).toHaveLength(4);
});

test('with a concurrency of one, a replica that is slow leaves what came later to the others', async () => {
  const goOn = deferred();
  const begun = deferred();
  for (let nth = 0; nth < 100; nth += 1) await world.appendByHand(envelope(randomUUID(), 1));
  await world.consumer({
    consumer: 'slow',
    concurrency: 1,
    takeOverAfterMs: 600_000,
    handle: pausing(begun, goOn),
  });
  await begun.promise;
  await world.consumer({ consumer: 'quick', concurrency: 1, takeOverAfterMs: 600_000 });
  await vi.waitFor(async () => expect((await world.effects()).length).toBeGreaterThanOrEqual(70), patience);
  goOn.resolve();
  await world.allAcknowledged();
  expect(await world.effects()).toHaveLength(100);
});

test('with a concurrency of one, a replica holds twenty entries at most', async () => {
  for (let nth = 0; nth < 100; nth += 1) await world.appendByHand(envelope(randomUUID(), 1));
  let most = 0;
  await world.consumer({
    concurrency: 1,
    takeOverAfterMs: 600_000,
    handle: async (tx, event) => {
      await recordEffect(tx, event);
      const [held] = (await world.redis.xpending(world.stream, 'group')) as [number];
      most = Math.max(most, held);
    },
  });
  await world.allAcknowledged();
  expect(await world.effects()).toHaveLength(100);
  expect(most).toBeLessThanOrEqual(20);
});

/** A consumer that takes an entry and never finishes it, as one whose process is gone: its transaction is rolled back. */
async function hangingConsumer(options: { consumer: string; onEvent: () => void }): Promise<void> {
  const consumer = await world.consumer({
    consumer: options.consumer,
    takeOverAfterMs: 600_000,
    handle: async () => {
      options.onEvent();
      throw new NotYetError('gone');
    },
  });
  void consumer;
}

/** Says when it has begun, and has its effect once it may go on. */
const pausing =
  (begun: ReturnType<typeof deferred>, goOn: ReturnType<typeof deferred>): Handle =>
  async (tx, event) => {
    begun.resolve();
    await goOn.promise;
    await recordEffect(tx, event);
  };
