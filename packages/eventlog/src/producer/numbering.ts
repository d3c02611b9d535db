import { isNull, sql } from 'drizzle-orm';
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
  const [unnumbered] = await tx
    .select({ position: outbox.position })
    .from(outbox)
    .where(isNull(outbox.number))
    .limit(1);
  if (!unnumbered) return 0;
  await tx.insert(relayState).values({ id: 1 }).onConflictDoNothing();
  const [{ count } = { count: 0 }] = await tx.execute<{ count: number }>(sql`
    with fresh as (
      select position, row_number() over (order by position) as nth
      from (select position from ${outbox} where number is null order by position limit ${limit}) as oldest
    ), state as (
      select last_number from ${relayState}
    ), numbered as (
      update ${outbox} set number = state.last_number + fresh.nth
      from fresh, state where ${outbox}.position = fresh.position returning 1
    )
    update ${relayState} set last_number = last_number + (select count(*) from numbered)
    returning (select count(*)::int from numbered) as count`);
  return count;
}
