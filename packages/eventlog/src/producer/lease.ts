import { type SQL, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../event.ts';

/**
 * Runs work in a transaction that holds a lease: at most one replica of a service does this work at a time. The lease is a
 * transaction-scoped advisory lock of the service's database, so it ends with its holder's connection at the latest.
 *
 * @param key the key of the advisory lock: the same in all replicas, and of no other lock of the database
 * @returns undefined when another replica holds the lease
 */
export const withLease = <T>(
  db: Database,
  key: number,
  work: (tx: Transaction) => Promise<T>,
): Promise<T | undefined> =>
  db.transaction(async (tx) => {
    return (await takeLease(tx, key)) ? await work(tx) : undefined;
  });

/** Takes a lease until the transaction ends. @returns whether this replica holds it */
export async function takeLease(tx: Transaction, key: number): Promise<boolean> {
  const [lease] = await tx.execute<{ held: boolean }>(sql`select ${tryLease(key)} as held`);
  return lease?.held === true;
}

/** Takes a lease until the transaction ends, or the statement when it is not in one. Its value is whether this replica holds it. */
export const tryLease = (key: number): SQL => sql`pg_try_advisory_xact_lock(${key})`;
