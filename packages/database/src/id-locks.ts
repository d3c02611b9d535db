import { sql } from 'drizzle-orm';
import type { Transaction } from './database.ts';
import { arrayOf } from './rows.ts';

/**
 * Locks ids until the transaction ends, in their order, so that two transactions cannot deadlock. They are advisory locks: what the
 * ids are of need not have a row yet.
 *
 * The statement is sent at once, not when its promise is awaited as drizzle does: what is sent after this call is read under the locks.
 */
export async function lockIds(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`
    select pg_advisory_xact_lock(hashtextextended(id, 0))
    from unnest(${arrayOf(ids.toSorted())}::text[]) as locked (id)`);
}
