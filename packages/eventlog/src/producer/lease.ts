import { sql } from 'drizzle-orm';
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
    const [lease] = await tx.execute<{ held: boolean }>(
      sql`select pg_try_advisory_xact_lock(${key}) as held`,
    );
    return lease?.held ? await work(tx) : undefined;
  });
