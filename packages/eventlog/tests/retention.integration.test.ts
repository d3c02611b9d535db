import { sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deleteOldest } from '../src/producer/retention.ts';
import { createOutboxTables } from '../src/tables.ts';
import { createWorld, patience, somethingHappened, type World } from './support.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const rows = async () => (await world.sql`select from outbox`).count;

/** Fills the outbox with events that are all published. */
async function published(count: number): Promise<void> {
  await world.sql`
    insert into outbox (event, number) select jsonb_build_object('data', repeat('x', 500)), number
    from generate_series(1, ${count}::int) as number`;
  const lastEntry = await world.appendAsRelay(count);
  await world.sql`
    insert into relay_state (last_number, published, last_entry) values (${count}, ${count}, ${lastEntry})`;
}

test('the events to delete are found by an index, however large the outbox is', async () => {
  await published(20_000);
  await world.sql`analyze outbox`;
  const plan = await world.db.execute<{ 'QUERY PLAN': string }>(
    sql`explain ${deleteOldest(createOutboxTables(), 20_000, new Date())}`,
  );
  const lines = plan.map((line) => line['QUERY PLAN']).join('\n');
  expect(lines).toContain('Index Scan');
  expect(lines).not.toContain('Seq Scan');
});

test('many old events are deleted in batches, each in its own transaction, without a pause', async () => {
  await published(2_500);
  await world.sql.unsafe(`
    create table deletions (tx text, events int, at timestamptz default clock_timestamp());
    create function note() returns trigger language plpgsql as $$ begin
      insert into deletions (tx, events) select pg_current_xact_id()::text, count(*) from gone having count(*) > 0; return null;
    end $$;
    create trigger note after delete on outbox referencing old table as gone
      for each statement execute function note()`);
  await world.relay({ pollMs: 20, retainMs: 0, pruneEveryMs: 5_000 });
  await vi.waitFor(async () => expect(await rows()).toBe(0), patience);
  const deletions = await world.sql<{ events: number }[]>`
    select sum(events)::int as events from deletions group by tx order by min(at)`;
  expect(deletions.map(({ events }) => events)).toEqual([1_000, 1_000, 500]);
  const [took] = await world.sql`select max(at) - min(at) < interval '5 s' as soon from deletions`;
  expect(took).toEqual({ soon: true });
});

test('no event waits for polling while replicas run retention', async () => {
  const never = 600_000;
  for (const _ of [1, 2, 3]) await world.relay({ pollMs: never, noteEveryMs: 0 });
  for (let stated = 1; stated <= 50; stated++) {
    await world.record([somethingHappened(randomUUID())]);
    await vi.waitFor(async () => expect(await world.redis.xlen(world.stream)).toBe(stated), {
      timeout: 60_000,
      interval: 1,
    });
  }
});

test('entries appended by hand behind the last event do not hide what is finished', async () => {
  await published(3);
  for (const _ of [1, 2]) await world.appendByHand('not ours');
  await world.relay({ pollMs: 20, noteEveryMs: 10, replayMs: 0 });
  await vi.waitFor(async () => {
    const [state] = await world.sql`select finished from relay_state`;
    expect(Number(state?.['finished'])).toBe(3);
  }, patience);
  await world.relay({ pollMs: 20, retainMs: 0, pruneEveryMs: 10 });
  await vi.waitFor(async () => expect(await rows()).toBe(0), patience);
});
