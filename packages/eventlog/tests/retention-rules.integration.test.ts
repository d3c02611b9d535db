import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deleteExpired, eventlogRules } from '../src/index.ts';
import { createWorld, envelope, patience, somethingHappened, type World } from './support.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const INBOX_MS = 30 * DAY_MS;
const retention = { inboxMs: INBOX_MS, sequencesMs: 180 * DAY_MS, deadLettersMs: 365 * DAY_MS };

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

/** Lets one replica delete what it finds. @returns how many rows of each rule it deleted */
async function expire(): Promise<Readonly<Record<string, number>>> {
  const rules = eventlogRules({ redis: world.redis, streams: [world.stream], retention });
  const total: Record<string, number> = {};
  for (let again = true; again;) {
    const { deleted, more } = await deleteExpired(world.db, rules, new Date());
    for (const [rows, count] of deleted) total[rows] = (total[rows] ?? 0) + count;
    again = more;
  }
  return total;
}

/** Moves what the inbox and the sequences have recorded into the past. */
async function letDaysPass(days: number): Promise<void> {
  await world.sql`update inbox set at = at - ${days} * interval '1 day'`;
  await world.sql`update outbox_sequences set at = at - ${days} * interval '1 day'`;
  await world.sql`delete from outbox`;
  await world.redis.xtrim(world.stream, 'MAXLEN', 0);
}

test('an event that comes long after its predecessor is applied, though the inbox has forgotten that one', async () => {
  const call = randomUUID();
  await world.relay({ pollMs: 20 });
  await world.consumer();
  await world.record([somethingHappened(call), somethingHappened(call)]);
  await world.effectsToBe([1, 2]);
  await letDaysPass(31);
  expect(await expire()).toMatchObject({ inbox: 2, outbox_sequences: 0 });
  await world.record([somethingHappened(call), somethingHappened(call)]);
  await world.effectsToBe([1, 2, 3, 4]);
});

test('an event whose predecessor is recent waits for it, also when the inbox has forgotten all before', async () => {
  const call = randomUUID();
  const recently = new Date().toISOString();
  await world.consumer();
  await world.appendByHand({ ...envelope(call, 8), previousTime: recently });
  const long = new Date(Date.now() - INBOX_MS - DAY_MS).toISOString();
  await world.appendByHand({ ...envelope(call, 7), previousTime: long });
  await world.effectsToBe([7, 8]);
});

test('a correlation id that is silent for long starts at 1 again, and its events are applied', async () => {
  const call = randomUUID();
  await world.relay({ pollMs: 20 });
  await world.consumer();
  await world.record([somethingHappened(call), somethingHappened(call)]);
  await world.effectsToBe([1, 2]);
  await letDaysPass(181);
  expect(await expire()).toMatchObject({ inbox: 2, outbox_sequences: 1 });
  await world.record([somethingHappened(call), somethingHappened(call)]);
  await world.effectsToBe([1, 2, 1, 2]);
});

test('the inbox remembers what the stream still holds, however old it is', async () => {
  await world.consumer();
  await world.appendAsRelay(1, undefined, `${Date.now() - 90 * DAY_MS}-0`);
  await world.effectsToBe([1]);
  await world.sql`update inbox set at = at - interval '60 days'`;
  await expire();
  expect(await world.sql`select from inbox`).toHaveLength(1);
});

test('a sequence is kept while the outbox holds an event from before it was last used', async () => {
  await world.record([somethingHappened(randomUUID())]);
  await world.sql`update outbox_sequences set at = at - interval '200 days'`;
  await world.sql`update outbox set stated_at = stated_at - interval '201 days'`;
  await expire();
  expect(await world.sql`select from outbox_sequences`).toHaveLength(1);
});

test('a dead letter can be redriven for as long as it is kept; its inbox row goes with it', async () => {
  const dead = () => world.sql`select from inbox union all select from dead_letters`;
  const handle = async (): Promise<void> => Promise.reject(new Error('a poison event'));
  await world.consumer({ handle, maxAttempts: 1 });
  await world.appendByHand(envelope(randomUUID(), 1));
  await vi.waitFor(async () => expect(await dead()).toHaveLength(2), patience);
  await world.redis.xtrim(world.stream, 'MAXLEN', 0);
  for (const [days, left] of [
    [100, 2],
    [266, 0],
  ] as const) {
    await world.sql`update inbox set at = at - ${days} * interval '1 day'`;
    await world.sql`update dead_letters set at = at - ${days} * interval '1 day'`;
    await expire();
    expect(await dead()).toHaveLength(left);
  }
});

test('replicas delete in batches, and no row twice; what one leaves behind goes in the next round', async () => {
  await world.sql`
    insert into inbox (producer, correlation_id, sequence, event_id, type, outcome, at)
    select 'call', gen_random_uuid(), 1, gen_random_uuid(), 'SomethingHappened', 'APPLIED', now() - interval '40 days'
    from generate_series(1, 2500)`;
  const rounds = [...(await Promise.all([expire(), expire()])), await expire()];
  const deleted = rounds.reduce((sum, each) => sum + (each['inbox'] ?? 0), 0);
  expect(deleted).toBe(2_500);
  expect(await world.sql`select from inbox`).toHaveLength(0);
});
