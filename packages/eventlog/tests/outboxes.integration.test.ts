import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toEntries } from '../src/index.ts';
import { createOutboxTables } from '../src/tables.ts';
import { createWorld, patience, somethingHappened, type World } from './support.ts';

let world: World;
let other: string;
beforeEach(async () => {
  world = await createWorld();
  other = `${world.stream}-other`;
});
afterEach(async () => {
  await world.redis.del(other);
  await world.close();
});

const { outbox, relayState } = createOutboxTables('other_');

async function createOtherOutbox(): Promise<void> {
  const wanted = generateDrizzleJson({ outbox, relayState });
  for (const statement of await generateMigration(generateDrizzleJson({}), wanted))
    await world.db.execute(sql.raw(statement));
}

const numbersOn = async (stream: string): Promise<number[]> =>
  toEntries(stream, await world.redis.xrange(stream, '-', '+')).map(({ number }) => number);
const numbersToBe = (stream: string, expected: readonly number[]) =>
  vi.waitFor(async () => expect(await numbersOn(stream)).toEqual(expected), patience);

test('the events of each outbox are on a stream of their own, numbered without a gap, also after a loss', async () => {
  await createOtherOutbox();
  const also = [{ stream: other, groups: [], retainMs: 60_000, prefix: 'other_' }];
  await world.relay({ pollMs: 20, also });
  for (const into of [undefined, outbox, undefined, outbox, outbox])
    await world.record([somethingHappened(randomUUID())], 'producer', into);
  await numbersToBe(other, [1, 2, 3]);
  await numbersToBe(world.stream, [1, 2]);
  await world.redis.del(other);
  await numbersToBe(other, [1, 2, 3]);
  expect(await numbersOn(world.stream)).toEqual([1, 2]);
});

test('events that expire are deleted though a group has not read them; others wait for it', async () => {
  await createOtherOutbox();
  const groups = ['never'];
  const also = [{ stream: other, groups, retainMs: 0, prefix: 'other_', expires: true }];
  await world.record([somethingHappened(randomUUID())]);
  await world.record([somethingHappened(randomUUID())], 'producer', outbox);
  await world.relay({ pollMs: 10, pruneEveryMs: 10, retainMs: 0, groups, also });
  const rows = async (table: string) => (await world.sql`select from ${world.sql(table)}`).length;
  await vi.waitFor(async () => expect(await rows('other_outbox')).toBe(0), patience);
  expect(await rows('outbox')).toBe(1);
  expect(await world.redis.xlen(world.stream)).toBe(1);
  // The relay does not take what has expired for a loss.
  await vi.waitFor(async () => expect(await numbersOn(other)).toEqual([]), patience);
  await world.record([somethingHappened(randomUUID())], 'producer', outbox);
  await vi.waitFor(async () => {
    const [state] = await world.sql`select published::int, last_entry from other_relay_state`;
    expect(state).toEqual({ published: 2, last_entry: null });
  }, patience);
});
