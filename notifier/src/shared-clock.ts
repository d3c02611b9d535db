import type { Database, Transaction } from '@movecall/eventlog';
import { sql, type SQL } from 'drizzle-orm';
import { deliveries } from './tables.ts';

/**
 * The clock by which leases run and deliveries become due: the database's, which all replicas share. A replica whose own clock
 * is some seconds ahead would otherwise take over a delivery that another replica is sending.
 */
export const databaseClock: SQL = sql`statement_timestamp()`;

/** Columns to select: a delivery, and the moment by the shared clock. */
export const rowAt = (clock: SQL) => ({ row: deliveries, at: momentOf(clock) });

/** The moment by the shared clock. */
export async function readClock(db: Database | Transaction, clock: SQL): Promise<Date> {
  const [read] = await db.select({ at: momentOf(clock) }).from(sql`(values (1)) as once`);
  if (read === undefined) throw new Error('the database has not answered with its time');
  return read.at;
}

const momentOf = (clock: SQL) => clock.mapWith(deliveries.createdAt);
