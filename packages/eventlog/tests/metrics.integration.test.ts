import { createScrape } from '@movecall/telemetry/metrics';
import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWorld, envelope, logger, patience, somethingHappened, type World } from './support.ts';

let world: World;
let registry: Registry;
beforeEach(async () => {
  world = await createWorld();
  registry = new Registry();
});
afterEach(() => world.close());

const scrape = () => createScrape(registry, logger, { keptMs: 0 });
const until = (holds: () => Promise<void>): Promise<void> => vi.waitFor(holds, patience);
async function value(name: string): Promise<number> {
  const line = (await registry.metrics()).split('\n').find((each) => each.startsWith(name));
  return line === undefined ? Number.NaN : Number(line.split(' ').at(-1));
}

test('the outbox metrics show how many events are unpublished, and for how long', async () => {
  await world.relay({ scrape: scrape(), groups: ['one', 'two'] });
  expect(await value('eventlog_outbox_unpublished')).toBe(0);
  expect(await value('eventlog_outbox_oldest_unpublished_seconds')).toBe(0);
  await world.record([somethingHappened(randomUUID())]);
  await until(async () => expect(await value('eventlog_stream_length')).toBe(1));
  await until(async () => expect(await value('eventlog_outbox_unpublished')).toBe(0));
  // Holds the lease, so that the relay cannot publish.
  const lock = await world.sql.reserve();
  await lock`select pg_advisory_lock(7261002)`;
  await world.record([somethingHappened(randomUUID()), somethingHappened(randomUUID())]);
  expect(await value('eventlog_outbox_unpublished')).toBe(2);
  await until(async () =>
    expect(await value('eventlog_outbox_oldest_unpublished_seconds')).toBeGreaterThan(0.05),
  );
  await lock`select pg_advisory_unlock(7261002)`;
  lock.release();
  await until(async () => expect(await value('eventlog_outbox_unpublished')).toBe(0));
});

test('the stream metrics show how far each group has read, also for a group that does not exist', async () => {
  await world.relay({ scrape: scrape(), groups: ['one', 'two'] });
  let finish = (): void => undefined;
  const held = new Promise<void>((resolve) => (finish = resolve));
  await world.consumer({ group: 'one', handle: () => held });
  await world.record([somethingHappened(randomUUID())]);
  const of = (metric: string, group: string) => value(`${metric}{stream="${world.stream}",group="${group}"}`);
  await until(async () => expect(await of('eventlog_group_pending', 'one')).toBe(1));
  expect(await of('eventlog_group_lag', 'one')).toBe(0);
  expect(await of('eventlog_group_lag', 'two')).toBe(1);
  await until(async () => expect(await of('eventlog_group_oldest_seconds', 'one')).toBeGreaterThan(0.05));
  expect(await of('eventlog_group_oldest_seconds', 'two')).toBeGreaterThan(0.05);
  finish();
  await until(async () => expect(await of('eventlog_group_pending', 'one')).toBe(0));
  expect(await of('eventlog_group_oldest_seconds', 'one')).toBe(0);
});

test('the metrics count dead letters until they are deleted', async () => {
  await world.consumer({ scrape: scrape(), metrics: registry });
  await world.appendByHand('no event');
  await until(async () => expect(await value('eventlog_dead_letters{')).toBe(1));
  await until(async () => expect(await value('eventlog_given_up_total{')).toBe(1));
  await world.sql`delete from dead_letters`;
  expect(await value('eventlog_dead_letters{')).toBeNaN();
});

test('the delay histogram distinguishes an event that is minutes late from one that took half a minute', async () => {
  await world.consumer({ metrics: registry });
  const time = new Date(Date.now() - 10 * 60 * 1000).toISOString();
  await world.appendByHand({ ...envelope(randomUUID(), 1), time });
  await world.allAcknowledged();
  const upTo = (le: number) => value(`eventlog_delay_seconds_bucket{le="${le}"`);
  expect([await upTo(30), await upTo(300), await upTo(1_800)]).toEqual([0, 0, 1]);
});
