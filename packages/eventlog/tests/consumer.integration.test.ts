import { sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Database, NotYetError } from '../src/index.ts';
import {
  createWorld,
  envelope,
  oneByOne,
  patience,
  recordEffect,
  somethingHappened,
  type World,
} from './support.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const deadLetters = () =>
  world.db.execute<{ error: string; attempts: number }>(sql`select error, attempts from dead_letters`);

test('an event that one service records is applied in another', async () => {
  await world.relay();
  await world.consumer();
  await world.record([somethingHappened(randomUUID())]);
  await world.effectsToBe([1]);
});

test('an event that is delivered many times and out of order is applied once and in order', async () => {
  await world.consumer();
  const id = randomUUID();
  const events = Array.from({ length: 20 }, (_, i) => envelope(id, i + 1));
  const deliveries = [...events, ...events, ...events].toSorted(
    (a, b) => ((a.sequence * 7) % 13) - ((b.sequence * 7) % 13),
  );
  for (const event of deliveries) await world.appendByHand(event);
  await world.allAcknowledged();
  expect((await world.effects()).map(({ sequence }) => sequence)).toEqual(
    events.map(({ sequence }) => sequence),
  );
});

test('a handler that fails halfway leaves no effect, and is tried again', async () => {
  let failures = 2;
  await world.consumer({
    handle: oneByOne(async (tx, event) => {
      await recordEffect(tx, event);
      if (failures-- > 0) throw new Error('halfway');
    }),
  });
  await world.appendByHand(envelope(randomUUID(), 1));
  await world.effectsToBe([1]);
});

test('an event that fails five times becomes a dead letter, and its successor is applied', async () => {
  let attempts = 0;
  await world.consumer({
    handle: oneByOne(async (tx, event) => {
      if (event.sequence === 1) throw new Error(`attempt ${++attempts}`);
      await recordEffect(tx, event);
    }),
  });
  const id = randomUUID();
  for (const sequence of [1, 2]) await world.appendByHand(envelope(id, sequence));
  await world.effectsToBe([2]);
  expect(await deadLetters()).toMatchObject([{ error: `Error: attempt ${attempts}`, attempts: 5 }]);
  await world.allAcknowledged();
});

test('malformed entries become dead letters and delay no event', async () => {
  await world.consumer({ inStreamOrder: true });
  await world.appendByHand('not json');
  await world.appendByHand('{"id": 7}');
  await world.appendByHand(envelope(randomUUID(), 1));
  await world.effectsToBe([1]);
  await vi.waitFor(async () => expect(await deadLetters()).toHaveLength(2), patience);
  await world.allAcknowledged();
});

test('an entry that Postgres cannot store as it is becomes a dead letter too', async () => {
  await world.consumer();
  const event = envelope(randomUUID(), 1);
  await world.appendByHand({ ...event, type: 'with a \0' });
  await world.appendByHand({ ...event, sequence: 2 ** 31 });
  await world.appendByHand('\0');
  await vi.waitFor(async () => expect(await deadLetters()).toHaveLength(3), patience);
  await world.allAcknowledged();
});

test('a dead letter names the error without the values of the statement', async () => {
  await world.consumer({
    handle: oneByOne(async (tx) => {
      await tx.execute(sql`insert into effects (correlation_id) values (${'+821012345678'})`);
    }),
  });
  await world.appendByHand(envelope(randomUUID(), 1));
  await vi.waitFor(async () => expect(await deadLetters()).toHaveLength(1), patience);
  expect((await deadLetters())[0]?.error).toBe('PostgresError 22P02');
});

test('entries that wait for a predecessor do not keep it from being read, however many they are', async () => {
  const ids = Array.from({ length: 1_100 }, () => randomUUID());
  await world.redis.xgroup('CREATE', world.stream, 'group', '0', 'MKSTREAM');
  for (const id of ids) await world.appendByHand(envelope(id, 1));
  // One replica received the first events and died; the other one reads their successors.
  await world.redis.xreadgroup('GROUP', 'group', 'dead', 'COUNT', ids.length, 'STREAMS', world.stream, '>');
  for (const id of ids) await world.appendByHand(envelope(id, 2));
  await world.consumer({ consumer: 'alive', takeOverAfterMs: 500 });
  await vi.waitFor(async () => expect(await world.effects()).toHaveLength(2 * ids.length), {
    timeout: 150_000,
    interval: 100,
  });
}, 180_000);

test('an event that its handler puts off is not a failure, however long it takes', async () => {
  let waits = 8;
  await world.consumer({
    maxAttempts: 2,
    handle: oneByOne(async (tx, event) => {
      if (waits-- > 0) throw new NotYetError('not yet');
      await recordEffect(tx, event);
    }),
  });
  await world.appendByHand(envelope(randomUUID(), 1));
  await world.effectsToBe([1]);
  expect(await deadLetters()).toEqual([]);
});

test('a database that is unavailable for a while makes no dead letters', async () => {
  let cuts = 4;
  await world.consumer({
    maxAttempts: 2,
    handle: oneByOne(async (tx, event) => {
      await recordEffect(tx, event);
      if (cuts-- > 0) await tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`);
    }),
  });
  await world.appendByHand(envelope(randomUUID(), 1));
  await world.effectsToBe([1]);
  expect(await deadLetters()).toEqual([]);
});

test('a database that refuses writes for a while makes no dead letters', async () => {
  let refusals = 4;
  await world.consumer({
    maxAttempts: 2,
    handle: oneByOne(async (tx, event) => {
      if (refusals-- > 0) await tx.execute(sql`set transaction read only`);
      await recordEffect(tx, event);
    }),
  });
  await world.appendByHand(envelope(randomUUID(), 1));
  await world.effectsToBe([1]);
  expect(await deadLetters()).toEqual([]);
});

test('an entry that the stream lost while a consumer held it does not become a dead letter', async () => {
  await world.redis.xgroup('CREATE', world.stream, 'group', '0', 'MKSTREAM');
  const lost = await world.appendByHand(envelope(randomUUID(), 1));
  await world.redis.xreadgroup('GROUP', 'group', 'one', 'STREAMS', world.stream, '>');
  await world.redis.xdel(world.stream, lost ?? '');
  await world.appendByHand(envelope(randomUUID(), 1));
  await world.consumer({ consumer: 'one', takeOverAfterMs: 600_000 });
  await world.allAcknowledged();
  expect(await world.effects()).toHaveLength(1);
  expect(await deadLetters()).toEqual([]);
});

test('a group that Redis lost is created again, and no event is applied twice', async () => {
  await world.relay({ pollMs: 20 });
  await world.consumer();
  const id = randomUUID();
  await world.record([somethingHappened(id), somethingHappened(id)]);
  await world.effectsToBe([1, 2]);
  await world.redis.xgroup('DESTROY', world.stream, 'group');
  await world.record([somethingHappened(id)]);
  await world.effectsToBe([1, 2, 3]);
  await world.redis.del(world.stream);
  await world.record([somethingHappened(id)]);
  await world.effectsToBe([1, 2, 3, 4]);
  await world.allAcknowledged();
});

test('an append whose answer was lost is repeated, and the event is applied once', async () => {
  const first = await world.relay({ pollMs: 20 });
  await world.consumer();
  const id = randomUUID();
  await world.record([somethingHappened(id)]);
  await world.effectsToBe([1]);
  await first.close();
  // The state after a crash between the append and the commit that records it.
  await world.db.execute(sql`update relay_state set published = 0, last_entry = null`);
  await world.record([somethingHappened(id)]);
  await world.relay({ pollMs: 20 });
  await world.effectsToBe([1, 2]);
  await world.allAcknowledged();
  expect(await world.redis.xlen(world.stream)).toBe(3);
});

test('in stream order, events are applied in the order of the stream', async () => {
  await world.consumer({ inStreamOrder: true });
  const ids = Array.from({ length: 30 }, () => randomUUID());
  for (const id of ids) await world.appendByHand(envelope(id, 1));
  await world.allAcknowledged();
  expect((await world.effects()).map(({ correlation_id }) => correlation_id)).toEqual(ids);
});

/** The database of the world, and how many transactions were begun in it. */
function counted() {
  let transactions = 0;
  const db: Database = Object.assign(Object.create(world.db) as Database, {
    transaction: (...work: Parameters<Database['transaction']>) => {
      transactions += 1;
      return world.db.transaction(...work);
    },
  });
  return { db, transactions: () => transactions };
}

test('a backlog is applied in a few transactions, each correlation id in order', async () => {
  const { db, transactions } = counted();
  const ids = Array.from({ length: 50 }, () => randomUUID());
  for (const sequence of [1, 2, 3]) for (const id of ids) await world.appendByHand(envelope(id, sequence));
  await world.consumer({ db });
  await world.allAcknowledged();
  const effects = await world.effects();
  expect(effects).toHaveLength(150);
  for (const id of ids)
    expect(effects.filter((effect) => effect.correlation_id === id)).toMatchObject(
      [1, 2, 3].map((sequence) => ({ sequence })),
    );
  expect(transactions()).toBeLessThanOrEqual(4);
});

test('an event that fails in a batch ends up alone: the others of the batch are applied', async () => {
  const poison = randomUUID();
  const events = Array.from({ length: 40 }, (_, nth) => envelope(nth === 17 ? poison : randomUUID(), 1));
  for (const event of events) await world.appendByHand(event);
  await world.appendByHand(envelope(poison, 2));
  await world.consumer({
    handle: async (tx, batch) => {
      await oneByOne(recordEffect)(tx, batch);
      if (batch.some(({ correlationId, sequence }) => correlationId === poison && sequence === 1))
        throw new Error('poison');
    },
  });
  await world.allAcknowledged();
  const effects = await world.effects();
  expect(effects).toHaveLength(40);
  expect(effects.filter(({ correlation_id }) => correlation_id === poison)).toMatchObject([{ sequence: 2 }]);
  expect(await deadLetters()).toEqual([{ error: 'Error: poison', attempts: 5 }]);
});

test('events that are held back wait, and keep no other event of their batch from being applied', async () => {
  const waiting = randomUUID();
  await world.sql`create table unsettled as select ${waiting}::uuid as id`;
  await world.appendByHand(envelope(waiting, 1));
  for (let nth = 0; nth < 10; nth += 1) await world.appendByHand(envelope(randomUUID(), 1));
  await world.consumer({
    heldBack: sql`exists (select from unsettled where id = event.correlation_id)`,
  });
  await vi.waitFor(async () => expect(await world.effects()).toHaveLength(10), patience);
  await world.sql`delete from unsettled`;
  await world.allAcknowledged();
  expect((await world.effects()).at(-1)).toMatchObject({ correlation_id: waiting, sequence: 1 });
});
