import { sql } from 'drizzle-orm';
import type { Database } from '../event.ts';
import { tryLease } from './lease.ts';
import type { OutboxTables } from '../tables.ts';

/**
 * Numbers the oldest `limit` events that have no number yet, in order of their position in the outbox. It is one statement, and so one
 * round trip. The statement may have begun before another replica let go of the lease: locking the rows reads them again, so that none
 * is numbered twice.
 *
 * @param lease the key of the relay's lease, which the statement holds
 * @returns how many events were numbered; undefined when another replica holds the lease
 */
export async function numberEvents(
  db: Database,
  lease: number,
  { outbox, relayState }: OutboxTables,
  limit: number,
): Promise<number | undefined> {
  const [answer] = await db.execute<{ held: boolean; count: number }>(sql`
    with lease as materialized (select ${tryLease(lease)} as held), fresh as materialized (
      select position, row_number() over (order by position) as nth from (
        select position from ${outbox} where number is null and (select held from lease)
        order by position limit ${limit} for update
      ) as oldest
    ), state as (
      insert into ${relayState} (id, last_number) select 1, count(*) from fresh having count(*) > 0
      on conflict (id) do update set last_number = ${relayState}.last_number + excluded.last_number
      returning last_number - (select count(*) from fresh) as before
    ), numbered as (
      update ${outbox} set number = state.before + fresh.nth
      from fresh, state where ${outbox}.position = fresh.position returning 1
    )
    select held, (select count(*)::int from numbered) as count from lease`);
  return answer?.held ? answer.count : undefined;
}
