import { sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type EventEnvelope } from '../src/index.ts';
import { redrive } from '../src/consumer/redrive.ts';
import { writeEnvelope } from '../src/stream/entries.ts';
import { deadLetters, relayState } from '../src/tables.ts';
import {
  createWorld,
  envelope,
  oneByOne,
  recordEffect,
  type RelayChoices,
  somethingHappened,
  type World,
} from './support.ts';

let world: World;
let fixed: boolean;
beforeEach(async () => {
  world = await createWorld();
  fixed = false;
});
afterEach(() => world.close());

const patience = { timeout: 60_000, interval: 10 };
const letters = () =>
  world.db.execute<{ id: string; error: string }>(sql`select id, error from dead_letters order by at`);
const outcomes = async () =>
  (await world.db.execute<{ outcome: string }>(sql`select outcome from inbox order by sequence`)).map(
    ({ outcome }) => outcome,
  );
const effects = async () => (await world.effects()).map(({ sequence }) => sequence);
const effectsToBe = (expected: readonly number[]) =>
  vi.waitFor(async () => expect(await effects()).toEqual(expected), patience);

/** A consumer that fails on first events until it is fixed. */
const consume = () =>
  world.consumer({
    maxAttempts: 2,
    handle: oneByOne(async (tx, event) => {
      await recordEffect(tx, event);
      if (event.sequence === 1 && !fixed) throw new Error('broken');
    }),
  });

/** Appends entries, and waits for the first dead letter. @returns its id */
async function letterOf(events: readonly (string | EventEnvelope)[]): Promise<string> {
  for (const event of events) await world.appendByHand(event);
  return vi.waitFor(async () => {
    const [letter] = await letters();
    expect(letter).toBeDefined();
    return letter!.id;
  }, patience);
}

/** Writes the dead letter of a build that could not read the event, so that there is no inbox row. @returns its id */
async function letterOfUnread(event: EventEnvelope): Promise<string> {
  const [letter] = await world.db
    .insert(deadLetters)
    .values({
      stream: world.stream,
      entryId: '1-1',
      payload: writeEnvelope(event),
      error: 'MalformedEntryError',
      attempts: 5,
    })
    .returning({ id: deadLetters.id });
  return letter!.id;
}

test('a redriven event is applied once, however often it is delivered, and its dead letter is deleted', async () => {
  await consume();
  const id = randomUUID();
  const events = [envelope(id, 1), envelope(id, 2)];
  const letter = await letterOf(events);
  await effectsToBe([2]);
  fixed = true;
  expect(await redrive(world.db, world.redis, letter)).toMatchObject({
    kind: 'REDRIVEN',
    event: { id: events[0]!.id },
  });
  for (const event of [...events, ...events, envelope(id, 3)]) await world.appendByHand(event);
  await effectsToBe([2, 1, 3]);
  expect(await letters()).toEqual([]);
  expect(await outcomes()).toEqual(['APPLIED', 'APPLIED', 'APPLIED']);
});

test('a redriven event that fails again gets a new dead letter in place of the old one, and leaves no effect', async () => {
  await consume();
  const letter = await letterOf([envelope(randomUUID(), 1)]);
  await redrive(world.db, world.redis, letter);
  await vi.waitFor(async () => {
    expect(await letters()).toMatchObject([{ error: 'Error: broken' }]);
    expect((await letters())[0]!.id).not.toBe(letter);
  }, patience);
  expect(await outcomes()).toEqual(['DEAD']);
  expect(await effects()).toEqual([]);
});

test('an event that was given up is not applied when it is delivered again without a redrive', async () => {
  await consume();
  const event = envelope(randomUUID(), 1);
  await letterOf([event]);
  fixed = true;
  for (const again of [event, envelope(event.correlationId, 2)]) await world.appendByHand(again);
  await effectsToBe([2]);
});

test('a consumer that receives the entry before the redrive commits waits for the commit', async () => {
  await consume();
  const event = envelope(randomUUID(), 1);
  const letter = await letterOf([event]);
  fixed = true;
  await world.db.transaction(async (tx) => {
    expect(await redrive(tx, world.redis, letter)).toMatchObject({ kind: 'REDRIVEN' });
    // The consumer has the entry, and waits for the lock of this transaction.
    await vi.waitFor(async () => {
      const waiting = await world.db.execute(
        sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(waiting.length).toBeGreaterThan(0);
    }, patience);
  });
  await effectsToBe([1]);
});

/** Writes an event that a relay publishes and a consumer gives up, then closes the consumer. @returns the dead letter's id */
async function letterOfRelayed(relay: RelayChoices, finished: number): Promise<string> {
  const broken = await world.consumer({
    handle: () => Promise.reject(new Error('broken')),
    maxAttempts: 1,
  });
  await world.relay({ pollMs: 20, ...relay });
  await world.record([somethingHappened(randomUUID())]);
  const letter = await letterOf([]);
  await vi.waitFor(async () =>
    expect(await world.db.select().from(relayState)).toMatchObject([{ finished }]),
  );
  await broken.close();
  return letter;
}

test('a redriven event is applied even if Redis is emptied before that', async () => {
  const letter = await letterOfRelayed({}, 0);
  await redrive(world.db, world.redis, letter);
  await world.redis.del(world.stream);
  fixed = true;
  await consume();
  await effectsToBe([1]);
  expect(await letters()).toEqual([]);
});

test('an event that every group had finished can be redriven again after Redis was emptied', async () => {
  const letter = await letterOfRelayed({ groups: ['group'], noteEveryMs: 10, replayMs: 0 }, 1);
  await redrive(world.db, world.redis, letter);
  await world.redis.del(world.stream);
  fixed = true;
  await consume();
  expect(await letters()).toMatchObject([{ id: letter }]);
  expect(await redrive(world.db, world.redis, letter)).toMatchObject({ kind: 'REDRIVEN' });
  await effectsToBe([1]);
  expect(await letters()).toEqual([]);
  expect(await redrive(world.db, world.redis, letter)).toEqual({ kind: 'NO_LETTER' });
});

test('an event that is redriven twice is applied once', async () => {
  await consume();
  const letter = await letterOf([envelope(randomUUID(), 1)]);
  fixed = true;
  await world.db.transaction(async (tx) => {
    for (const _ of [1, 2])
      expect(await redrive(tx, world.redis, letter)).toMatchObject({ kind: 'REDRIVEN' });
  });
  await effectsToBe([1]);
  await world.allAcknowledged();
  expect(await effects()).toEqual([1]);
  expect(await letters()).toEqual([]);
});

test('a dead letter stays until its event is applied; those of other events stay after that', async () => {
  await consume();
  const event = envelope(randomUUID(), 1);
  const letter = await letterOf([event]);
  const caused = await letterOfUnread({ ...envelope(randomUUID(), 1), causationId: event.id });
  fixed = true;
  await world.db.transaction(async (tx) => {
    await redrive(tx, world.redis, letter);
    expect(await tx.select().from(deadLetters)).toHaveLength(2);
  });
  await effectsToBe([1]);
  expect(await letters()).toMatchObject([{ id: caused }]);
});

test('an event that an earlier build could not read is applied in its turn when it is redriven, before its successors', async () => {
  const event = envelope(randomUUID(), 1);
  const letter = await letterOfUnread(event);
  await consume();
  fixed = true;
  await world.appendByHand(envelope(event.correlationId, 2));
  expect(await redrive(world.db, world.redis, letter)).toMatchObject({
    kind: 'REDRIVEN',
    event: { id: event.id },
  });
  await effectsToBe([1, 2]);
  expect(await letters()).toEqual([]);
});

test('a redrive of an event that was applied meanwhile deletes the dead letter, and the event is not applied again', async () => {
  await consume();
  fixed = true;
  const event = envelope(randomUUID(), 1);
  await world.appendByHand(event);
  await effectsToBe([1]);
  expect(await redrive(world.db, world.redis, await letterOfUnread(event))).toEqual({ kind: 'NOT_DEAD' });
  await world.appendByHand(envelope(event.correlationId, 2));
  await effectsToBe([1, 2]);
  expect(await letters()).toEqual([]);
});

test('a redrive is refused for a malformed entry and for an unknown id, and changes nothing', async () => {
  await consume();
  const letter = await letterOf(['{"not":"an event"}']);
  expect(await redrive(world.db, world.redis, letter)).toEqual({ kind: 'NO_EVENT' });
  expect(await letters()).toHaveLength(1);
  expect(await redrive(world.db, world.redis, randomUUID())).toEqual({ kind: 'NO_LETTER' });
});
