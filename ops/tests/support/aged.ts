import { outboxPrefixOf, producers, producerOf, streamNames } from '@movecall/schema/streams';
import type { ISql } from 'postgres';
import type { MutableSystem } from './violations-after.ts';

/** Makes a system old: moves all times into the past, but those of timers, whose jobs stay on their days, and deletes all that no service keeps for so long. */
export async function age({ sql, redis, stream }: MutableSystem): Promise<void> {
  for (const service of producers) await moveTimes(sql[service]);
  for (const service of producers)
    await sql[service].unsafe('delete from inbox; delete from outbox_sequences');
  await sql.call.unsafe(`delete from attempts where status <> 'PENDING'; delete from sign_ins`);
  await sql.manage.unsafe('delete from tombstones');
  await sql.notifier.unsafe('delete from deliveries where due_at is null');
  for (const name of streamNames) {
    const prefix = outboxPrefixOf(name);
    await sql[producerOf(name)].unsafe(`delete from ${prefix}outbox`);
    // The event of the last entry would have an old time too; without the entry it need not be rewritten.
    await redis.xtrim(stream(name), 'MAXLEN', '=', 0);
    await sql[producerOf(name)].unsafe(`update ${prefix}relay_state set last_entry = null`);
  }
}

async function moveTimes(sql: ISql): Promise<void> {
  const columns = await sql<{ table: string; column: string }[]>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and data_type = 'timestamp with time zone' and table_name <> 'timers'`;
  for (const { table, column } of columns)
    await sql`update ${sql(table)} set ${sql(column)} = ${sql(column)} - interval '400 days'`;
}
