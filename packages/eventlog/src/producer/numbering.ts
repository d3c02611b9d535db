import { sql } from 'drizzle-orm';
import type { Transaction } from '../event.ts';
import type { OutboxTables } from '../tables.ts';

/**
 * Numbers the oldest `limit` events that have no number yet, in order of their position in the outbox.
 *
 * @param tx holds the relay's lease
 * @returns how many events were numbered
 */
export async function numberEvents(
  tx: Transaction,
  { outbox, relayState }: OutboxTables,
  limit: number,
): Promise<number> {
  const [{ count } = { count: 0 }] = await tx.execute<{ count: number }>(sql`
    with fresh as materialized (
      select position, row_number() over (order by position) as nth
      from (select position from ${outbox} where number is null order by position limit ${limit}) as oldest
    ), state as (
      insert into ${relayState} (id, last_number) select 1, count(*) from fresh having count(*) > 0
      on conflict (id) do update set last_number = ${relayState}.last_number + excluded.last_number
      returning last_number - (select count(*) from fresh) as before
    ), numbered as (
      update ${outbox} set number = state.before + fresh.nth
      from fresh, state where ${outbox}.position = fresh.position returning 1
    )
    select count(*)::int as count from numbered`);
  return count;
}
