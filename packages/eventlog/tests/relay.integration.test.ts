import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { appendEvents, writeEnvelope } from '../src/index.ts';
import { describeAnyEvent } from '../src/event.ts';
import { numberEvents } from '../src/producer/numbering.ts';
import { createPublishedCounter, createPublisher } from '../src/producer/publisher.ts';
import { createOutboxTables, relayState } from '../src/tables.ts';
import { createWorld, logger, metrics, somethingHappened, type World } from './support.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

/** With this poll interval, a test in which the relay is not woken fails by its timeout. */
const NEVER = 600_000;
const entriesToBe = (count: number) =>
  vi.waitFor(async () => expect(await world.entries()).toHaveLength(count), {
    timeout: 60_000,
    interval: 10,
  });

const finishedToBe = (number: number) =>
  vi.waitFor(async () => expect((await world.db.select().from(relayState))[0]?.finished).toBe(number), {
    timeout: 60_000,
    interval: 10,
  });

test('the sequence of a correlation id has no gap, across transactions and within one', async () => {
  await world.relay({ pollMs: NEVER });
  const [a, b] = [randomUUID(), randomUUID()];
  await world.record([somethingHappened(a), somethingHappened(b), somethingHappened(a)]);
  await world.record([somethingHappened(a)]);
  await entriesToBe(4);
  const entries = await world.entries();
  expect(entries.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect(entries.filter(({ event }) => event.correlationId === a).map(({ event }) => event.sequence)).toEqual(
    [1, 2, 3],
  );
  expect(entries.filter(({ event }) => event.correlationId === b).map(({ event }) => event.sequence)).toEqual(
    [1],
  );
});

test('events of a transaction that is rolled back are not published, and leave no gap', async () => {
  await world.relay({ pollMs: NEVER });
  const id = randomUUID();
  const rolledBack = world.db.transaction(async (tx) => {
    await appendEvents(
      tx,
      {
        producer: 'producer',
        cause: { causationId: null, traceparent: null },
        now: new Date(),
        newId: randomUUID,
      },
      [somethingHappened(id)],
    );
    throw new Error('changed my mind');
  });
  await expect(rolledBack).rejects.toThrow('changed my mind');
  await world.record([somethingHappened(id)]);
  await entriesToBe(1);
  expect((await world.entries())[0]?.event.sequence).toBe(1);
});

test('the order per correlation id is kept while many transactions commit at once', async () => {
  await world.relay({ pollMs: NEVER });
  const ids = Array.from({ length: 5 }, () => randomUUID());
  await Promise.all(
    Array.from({ length: 100 }, (_, i) => world.record([somethingHappened(ids[i % 5] ?? '')])),
  );
  await entriesToBe(100);
  const entries = await world.entries();
  for (const id of ids) {
    const sequences = entries
      .filter(({ event }) => event.correlationId === id)
      .map(({ event }) => event.sequence);
    expect(sequences).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  }
});

test('several relays publish each event once and in order', async () => {
  await Promise.all([world.relay({ pollMs: 5 }), world.relay({ pollMs: 5 }), world.relay({ pollMs: 5 })]);
  const id = randomUUID();
  for (let i = 0; i < 60; i++) await world.record([somethingHappened(id)]);
  await entriesToBe(60);
  expect((await world.entries()).map(({ event }) => event.sequence)).toEqual(
    Array.from({ length: 60 }, (_, i) => i + 1),
  );
});

test('events that an emptied Redis lost are appended again with the same numbers', async () => {
  await world.relay({ pollMs: 20 });
  const id = randomUUID();
  await world.record([somethingHappened(id), somethingHappened(id)]);
  await entriesToBe(2);
  const before = await world.entries();
  await world.redis.del(world.stream);
  await entriesToBe(2);
  expect(await world.entries()).toEqual(before);
});

test('after a loss, events that some group has not finished are appended again, those that all groups have finished are not', async () => {
  const finishes = await world.consumer({ group: 'group' });
  await world.relay({ pollMs: 20, groups: ['group', 'slow'], noteEveryMs: 10, replayMs: 0 });
  const slow = await world.consumer({ group: 'slow' });
  const id = randomUUID();
  await world.record([somethingHappened(id), somethingHappened(id)]);
  await finishedToBe(2);
  await slow.close();
  await world.record([somethingHappened(id)]);
  await entriesToBe(3);
  await finishes.close();
  await world.redis.del(world.stream);
  await world.record([somethingHappened(id)]);
  await entriesToBe(2);
  expect((await world.entries()).map(({ number }) => number)).toEqual([3, 4]);
});

test('after a loss, recent events are appended again even if all groups have finished them: a tail may have missed them', async () => {
  await world.consumer({ group: 'group' });
  const id = randomUUID();
  await world.record([somethingHappened(id), somethingHappened(id)]);
  await world.sql`update outbox set stated_at = now() - interval '2 minutes' where position = 1`;
  await world.relay({ pollMs: 20, groups: ['group'], noteEveryMs: 10, replayMs: 60_000 });
  await vi.waitFor(async () => expect(await world.effects()).toHaveLength(2), {
    timeout: 60_000,
    interval: 10,
  });
  await finishedToBe(1);
  await world.redis.del(world.stream);
  await entriesToBe(1);
  expect((await world.entries()).map(({ number }) => number)).toEqual([2]);
});

test('a loss is noticed at the next event, without polling', async () => {
  await world.relay({ pollMs: NEVER });
  const id = randomUUID();
  await world.record([somethingHappened(id)]);
  await entriesToBe(1);
  await world.redis.del(world.stream);
  await world.record([somethingHappened(id)]);
  await entriesToBe(2);
  expect((await world.entries()).map(({ event }) => event.sequence)).toEqual([1, 2]);
});

test('the last events, which a failover lost, are appended again', async () => {
  await world.relay({ pollMs: 20 });
  const id = randomUUID();
  await world.record([somethingHappened(id), somethingHappened(id), somethingHappened(id)]);
  await entriesToBe(3);
  const snapshot = await world.entries();
  // A replica that has only the first entry becomes the primary.
  await world.redis
    .multi()
    .del(world.stream)
    .xadd(world.stream, '1-0', 'number', '1', 'event', writeEnvelope(snapshot[0]!.event))
    .exec();
  await vi.waitFor(
    async () => expect((await world.entries()).map(({ number }) => number)).toEqual([1, 1, 2, 3]),
    { timeout: 60_000, interval: 10 },
  );
});

/** A publisher of the test's stream, without the loop that drives it. */
const newPublisher = () =>
  createPublisher({
    lease: 1,
    redis: world.redis,
    stream: world.stream,
    tables: createOutboxTables(''),
    logger,
    published: createPublishedCounter(metrics()),
    describe: describeAnyEvent,
  });

test('a stream that has no event yet cannot have lost one: an idle relay does not ask the database', async () => {
  const publisher = newPublisher();
  expect(await publisher.mayHaveLost()).toBe(true);
  expect(await world.db.transaction((tx) => publisher.publish(tx, 10))).toBe(0);
  expect(await publisher.mayHaveLost()).toBe(false);
  expect(await publisher.mayHaveWork(world.db)).toBe(false);
});

test('a relay that looks finds what nobody has published, and what Redis lost of what another replica published', async () => {
  const [other, publisher] = [newPublisher(), newPublisher()];
  const publish = (by: typeof publisher) => world.db.transaction((tx) => by.publish(tx, 10));
  const record = async (): Promise<void> => {
    await world.record([somethingHappened(randomUUID())]);
    expect(await publisher.mayHaveWork(world.db)).toBe(true);
    await numberEvents(world.db, 1, createOutboxTables(''), 10);
    expect(await publisher.mayHaveWork(world.db)).toBe(true);
  };
  await record();
  await publish(publisher);
  await record();
  await publish(other);
  expect(await publisher.mayHaveWork(world.db)).toBe(false);
  const [, last] = await world.redis.xrange(world.stream, '-', '+');
  await world.redis.xdel(world.stream, last![0]);
  expect(await newPublisher().mayHaveWork(world.db)).toBe(true);
  expect(await publisher.mayHaveWork(world.db)).toBe(true);
});

test('entries that were removed by hand are appended again', async () => {
  await world.relay({ pollMs: 20 });
  const id = randomUUID();
  await world.record([somethingHappened(id), somethingHappened(id)]);
  await entriesToBe(2);
  await world.redis.xtrim(world.stream, 'MAXLEN', '=', 0);
  await entriesToBe(2);
});

test('entries that were appended by hand do not disturb the relay', async () => {
  await world.relay({ pollMs: 20 });
  const id = randomUUID();
  await world.record([somethingHappened(id)]);
  await entriesToBe(1);
  await world.appendByHand('not ours');
  await world.record([somethingHappened(id)]);
  await vi.waitFor(async () => expect(await world.redis.xlen(world.stream)).toBe(3), {
    timeout: 60_000,
    interval: 10,
  });
});

test('events that are old and finished by every group are deleted, and no others', async () => {
  await world.redis.xgroup('CREATE', world.stream, 'slow', '0', 'MKSTREAM');
  await world.relay({ pollMs: 10, retainMs: 0, pruneEveryMs: 10, groups: ['slow'] });
  const id = randomUUID();
  const rows = async () => (await world.sql`select from outbox`).count;
  await world.record([somethingHappened(id), somethingHappened(id), somethingHappened(id)]);
  await entriesToBe(3);
  await world.redis.xreadgroup('GROUP', 'slow', 'one', 'COUNT', 2, 'STREAMS', world.stream, '>');
  const [first] = await world.redis.xrange(world.stream, '-', '+', 'COUNT', 1);
  await world.redis.xack(world.stream, 'slow', first?.[0] ?? '');
  await vi.waitFor(async () => expect(await rows()).toBe(2), { timeout: 60_000, interval: 10 });
  await world.record([somethingHappened(id)]);
  await vi.waitFor(async () => expect((await world.entries()).at(-1)?.number).toBe(4), {
    timeout: 60_000,
    interval: 10,
  });
  expect(await rows()).toBe(3);
});

test('a group that the relay does not know delays neither deletion nor noting what is finished', async () => {
  await world.redis.xgroup('CREATE', world.stream, 'audit', '0', 'MKSTREAM');
  await world.relay({ pollMs: 10, groups: ['group'], noteEveryMs: 10, replayMs: 0 });
  await world.consumer({ group: 'group' });
  await world.record([somethingHappened(randomUUID()), somethingHappened(randomUUID())]);
  await finishedToBe(2);
  await world.relay({ pollMs: 10, groups: ['group'], pruneEveryMs: 10, retainMs: 0 });
  await vi.waitFor(async () => expect((await world.sql`select from outbox`).count).toBe(0), {
    timeout: 60_000,
    interval: 10,
  });
});

test('no event is deleted while one of the groups does not exist', async () => {
  await world.redis.xgroup('CREATE', world.stream, 'slow', '0', 'MKSTREAM');
  await world.relay({ pollMs: 10, retainMs: 0, pruneEveryMs: 10, groups: ['slow'] });
  const id = randomUUID();
  await world.record([somethingHappened(id), somethingHappened(id)]);
  await entriesToBe(2);
  // Deleting the stream deletes the group too; no consumer creates it again.
  await world.redis.del(world.stream);
  await entriesToBe(2);
  await world.record([somethingHappened(id)]);
  await entriesToBe(3);
  expect((await world.sql`select from outbox`).count).toBe(3);
});

test('a correlation id in capitals is the same id and shares its sequence', async () => {
  await world.relay({ pollMs: NEVER });
  const id = randomUUID();
  await world.record([somethingHappened(id.toUpperCase())]);
  await world.record([somethingHappened(id), somethingHappened(id.toUpperCase())]);
  await entriesToBe(3);
  const events = (await world.entries()).map(({ event }) => [event.correlationId, event.sequence]);
  expect(events).toEqual([
    [id, 1],
    [id, 2],
    [id, 3],
  ]);
});

test('the relay continues after its connections to Postgres were cut', async () => {
  await world.relay({ pollMs: 50 });
  const id = randomUUID();
  await world.record([somethingHappened(id)]);
  await entriesToBe(1);
  await world.sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  await vi.waitFor(() => world.record([somethingHappened(id)]), { timeout: 60_000, interval: 20 });
  await vi.waitFor(async () => expect((await world.entries()).length).toBeGreaterThanOrEqual(2), {
    timeout: 60_000,
    interval: 10,
  });
});
