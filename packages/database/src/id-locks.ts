import { sql } from 'drizzle-orm';
import type { Transaction } from './database.ts';
import { arrayOf } from './rows.ts';

/**
 * Locks ids until the transaction ends, in their order, so that two transactions cannot deadlock. They are advisory locks: what the
 * ids are of need not have a row yet.
 */
export const lockIds = (tx: Transaction, ids: readonly string[]): Promise<unknown> =>
  tx.execute(sql`
    select pg_advisory_xact_lock(hashtextextended(id, 0))
    from unnest(${arrayOf(ids.toSorted())}::text[]) as locked (id)`);
