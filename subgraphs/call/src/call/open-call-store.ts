import { arrayOf } from '@movecall/database/rows';
import type { Database, Transaction } from '@movecall/eventlog';
import type { Day } from '@movecall/values/days';
import { and, eq, ne, sql } from 'drizzle-orm';
import type { AskedCall, OpenCalls } from './open-calls.ts';
import { calls, people } from '../tables.ts';

/**
 * Counts the open calls of the customer of each call that is asked for, with one statement. Another transaction may add a call before this one commits.
 *
 * @param today in Seoul
 * @returns the counts by the ids of these calls; on a day that is not known yet, none
 */
export async function countOpenCalls(
  tx: Transaction,
  asking: readonly (Omit<AskedCall, 'movingOn'> & { readonly movingOn: Day | null })[],
  today: Day,
): Promise<ReadonlyMap<string, OpenCalls>> {
  if (asking.length === 0) return new Map();
  const asked = asking.map(({ id, ownerId, movingOn }) => ({ id, owner_id: ownerId, moving_on: movingOn }));
  // Literals instead of parameters, or the partial index would not match.
  const counts = await tx.execute<{ id: string; inAll: number; onDay: number }>(sql`
    select asked.id, open."inAll", open."onDay"
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as asked (id uuid, owner_id uuid, moving_on date)
    cross join lateral (
      select count(*)::int as "inAll", (count(*) filter (where moving_on = asked.moving_on))::int as "onDay"
      from ${calls} where owner_id = asked.owner_id and moving_on >= ${today}::date
        and status in ('REQUESTED', 'ASSIGNING', 'CONFIRMED')
    ) as open`);
  return new Map(counts.map(({ id, inAll, onDay }) => [id, { inAll, onDay }]));
}

/**
 * Locks customers, in the order of their ids. No other transaction that asks so adds a call of theirs before this one ends. It locks out
 * its own kind, and not the foreign keys of new rows.
 */
export async function lockCustomers(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    select from ${people} where id = any(${arrayOf(ids)}::uuid[]) order by id for no key update`);
}

/** Whether a quote belongs to a call that is not cancelled. */
export async function isQuoteInUse(db: Database, quoteId: string): Promise<boolean> {
  const found = await db
    .select({ id: calls.id })
    .from(calls)
    .where(and(eq(calls.quoteId, quoteId), ne(calls.status, 'CANCELLED')))
    .limit(1);
  return found.length > 0;
}
