import type { Database, Transaction } from '@movecall/eventlog';
import { sql, type SQL } from 'drizzle-orm';
import { deliveries } from './tables.ts';

/**
 * The clock by which leases run and deliveries become due: the database's, which all replicas share. A replica whose own clock
 * is some seconds ahead would otherwise take over a delivery that another replica is sending.
 *
 * @param aheadMs how far the clocks of all services are ahead; see Clock
 */
export const databaseClock = (aheadMs: number): SQL =>
  aheadMs === 0
    ? sql`statement_timestamp()`
    : sql`statement_timestamp() + ${sql.raw(String(aheadMs))} * interval '1 millisecond'`;

/** Columns to select: a delivery, and the moment by the shared clock. */
export const rowAt = (clock: SQL) => ({ row: deliveries, at: momentOf(clock) });

/** The moment by the shared clock. */
export async function readClock(db: Database | Transaction, clock: SQL): Promise<Date> {
  const [read] = await db.select({ at: momentOf(clock) }).from(sql`(values (1)) as once`);
  if (read === undefined) throw new Error('the database has not answered with its time');
  return read.at;
}

const momentOf = (clock: SQL) => clock.mapWith(deliveries.createdAt);
