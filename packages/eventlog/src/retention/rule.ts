import { type Column, type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Database, Transaction } from '../event.ts';
import { withLease } from '../producer/lease.ts';

/** How long the rows of a table are kept. */
export interface RetentionRule {
  /** Names the rows in log lines and metrics. */
  readonly rows: string;
  readonly keptMs: number;
  /** Deletes at most `limit` rows that are older than `before`, the oldest first. @returns how many */
  readonly deleteOlder: (tx: Transaction, before: Date, limit: number) => Promise<number>;
}

/** The key of the lease under which one replica deletes at a time. Its value means nothing. */
const RETENTION_LEASE = 7_261_003;
const BATCH = 1_000;

/**
 * Deletes what the rules do not keep: of each rule one batch, in a transaction of its own. Deletes nothing while another replica
 * does.
 *
 * @param now the time by which rows are old
 * @returns how many rows of each rule were deleted, and whether there is more to delete at once
 */
export async function deleteExpired(
  db: Database,
  rules: readonly RetentionRule[],
  now: Date,
): Promise<{ readonly deleted: ReadonlyMap<string, number>; readonly more: boolean }> {
  const deleted = new Map<string, number>();
  for (const { rows, keptMs, deleteOlder } of rules) {
    const before = new Date(now.getTime() - keptMs);
    const count = await withLease(db, RETENTION_LEASE, (tx) => deleteOlder(tx, before, BATCH));
    deleted.set(rows, count ?? 0);
  }
  return { deleted, more: [...deleted.values()].includes(BATCH) };
}

/**
 * Deletes the rows of a table whose time is before a limit, the oldest first.
 *
 * @param at the column with the time; it needs an index
 * @param and further conditions; the index should begin with their columns
 */
export const olderRows =
  (table: PgTable, at: Column, and: SQL = sql`true`): RetentionRule['deleteOlder'] =>
  async (tx, before, limit) => {
    // With an array Postgres uses the index of `at` however few rows there are.
    const { count } = await tx.execute(sql`
      delete from ${table} where ctid = any (array(
        select ctid from ${table} where ${at} < ${before.toISOString()} and ${and}
        order by ${at} limit ${limit} for update skip locked
      ))`);
    return count;
  };
