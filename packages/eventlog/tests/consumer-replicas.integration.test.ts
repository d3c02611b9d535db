import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { giveUp, type Handle } from '../src/consumer/inbox.ts';
import { NotYetError } from '../src/index.ts';
import { deferred } from './deferred.ts';
import { createWorld, envelope, oneByOne, metrics, patience, recordEffect, type World } from './support.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

test.each([1, 2, 4])(
  '%i replicas that share a backlog apply each event once and in order',
  async (replicas) => {
    // These come first, so that every replica has one to begin with: in stream order a replica holds 200 at most.
    const firsts = Array.from({ length: 200 * replicas }, () => randomUUID());
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
          inStreamOrder: true,
          handle: oneByOne(async (tx, event) => {
            workers.add(replica);
            if (workers.size === replicas) allBegan.resolve();
            await allBegan.promise;
            await recordEffect(tx, event);
          }),
        }),
      ),
    );
    await world.allAcknowledged();
    expect(workers.size).toBe(replicas);
    const effects = await world.effects();
    expect(effects).toHaveLength(firsts.length + 200);
    for (const id of ids) {
      expect(
        effects.filter((effect) => effect.correlation_id === id).map(({ sequence }) => sequence),
      ).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    }
  },
);

test('a restarted consumer resumes the entries that it held', async () => {
  const { promise: reached, resolve: reach } = deferred();
  await hangingConsumer({ consumer: 'one', onEvent: reach });
  await world.appendByHand(envelope(randomUUID(), 1));
  await reached;
  await world.consumer({ consumer: 'one', takeOverAfterMs: 600_000 });
  await world.effectsToBe([1]);
});

test('the entries of a dead replica are taken over', async () => {
  const { promise: reached, resolve: reach } = deferred();
  await hangingConsumer({ consumer: 'dead', onEvent: reach });
  await world.appendByHand(envelope(randomUUID(), 1));
  await reached;
  await world.consumer({ consumer: 'alive', takeOverAfterMs: 50 });
  await world.effectsToBe([1]);
  await world.allAcknowledged();
});

test('an entry that two replicas give up is one dead letter, counted once and logged once', async () => {
  const entryId = (await world.appendByHand('no event')) ?? '';
  const entry = { stream: world.stream, entryId, payload: 'no event', number: 0 };
  await giveUp(
    world.db,
    entry,
    null,
    { error: new Error('of the other replica'), attempts: 5 },
    { inboxKeptMs: 0 },
  );
  const registry = metrics();
  const lines: string[] = [];
  const errorLog = pino({ level: 'error' }, { write: (line: string) => lines.push(line) });
  await world.consumer({ metrics: registry, logger: errorLog, maxAttempts: 1 });
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

test('the entries that a replica holds when it closes can be taken over at once', async () => {
  const begun = deferred();
  const goOn = deferred();
  await world.appendByHand(envelope(randomUUID(), 1));
  const leaving = await world.consumer({
    inStreamOrder: true,
    handle: pausing(begun, goOn),
  });
  await begun.promise;
  for (let nth = 0; nth < 4; nth += 1) await world.appendByHand(envelope(randomUUID(), 1));
  await vi.waitFor(async () => {
    const [held] = (await world.redis.xpending(world.stream, 'group')) as [number];
    expect(held).toBe(5);
  }, patience);
  const closed = leaving.close();
  goOn.resolve();
  await closed;
  expect(await world.effects()).toHaveLength(1);
  // The minimum idle time is far longer than the entries were held: handing back has made them look abandoned.
  const [, claimed] = (await world.redis.xautoclaim(world.stream, 'group', 'two', 60_000, '0-0')) as [
    string,
    unknown[],
  ];
  expect(claimed).toHaveLength(4);
});

test('in stream order, a slow replica leaves later entries to the others', async () => {
  const goOn = deferred();
  const begun = deferred();
  for (let nth = 0; nth < 600; nth += 1) await world.appendByHand(envelope(randomUUID(), 1));
  await world.consumer({
    consumer: 'slow',
    inStreamOrder: true,
    takeOverAfterMs: 600_000,
    handle: pausing(begun, goOn),
  });
  await begun.promise;
  await world.consumer({ consumer: 'quick', inStreamOrder: true, takeOverAfterMs: 600_000 });
  await vi.waitFor(async () => expect((await world.effects()).length).toBeGreaterThanOrEqual(400), patience);
  goOn.resolve();
  await world.allAcknowledged();
  expect(await world.effects()).toHaveLength(600);
});

test('in stream order, a replica holds 200 entries at most', async () => {
  for (let nth = 0; nth < 600; nth += 1) await world.appendByHand(envelope(randomUUID(), 1));
  let most = 0;
  await world.consumer({
    inStreamOrder: true,
    takeOverAfterMs: 600_000,
    handle: oneByOne(async (tx, event) => {
      await recordEffect(tx, event);
      const [held] = (await world.redis.xpending(world.stream, 'group')) as [number];
      most = Math.max(most, held);
    }),
  });
  await world.allAcknowledged();
  expect(await world.effects()).toHaveLength(600);
  expect(most).toBeLessThanOrEqual(200);
});

/** A consumer that holds an entry and never finishes it, like one whose process is gone: its transaction is rolled back. */
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

/** A handler that reports when it has begun, and applies the event once it may go on. */
const pausing =
  (begun: ReturnType<typeof deferred>, goOn: ReturnType<typeof deferred>): Handle =>
  async (tx, events) => {
    begun.resolve();
    await goOn.promise;
    await oneByOne(recordEffect)(tx, events);
  };
