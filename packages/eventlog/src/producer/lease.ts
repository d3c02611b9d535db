import { sql } from 'drizzle-orm';
import type { Database, Transaction } from '../event.ts';

/** The key of the advisory lock. Its value means nothing; all replicas of a service must use the same. */
const RELAY_LOCK = 7_261_002;

/**
 * Runs work in a transaction that holds the relay's lease: at most one replica of a service publishes at a time. The lease is a
 * transaction-scoped advisory lock of the service's database, so it ends with its holder's connection at the latest.
 *
 * @returns undefined when another replica holds the lease
 */
export const withLease = <T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T | undefined> =>
  db.transaction(async (tx) => {
    const [lease] = await tx.execute<{ held: boolean }>(
      sql`select pg_try_advisory_xact_lock(${RELAY_LOCK}) as held`,
    );
    return lease?.held ? await work(tx) : undefined;
  });
