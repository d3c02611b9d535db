import { sql, type SQL } from 'drizzle-orm';
import { deliveries } from './tables.ts';

/**
 * The clock by which leases run and deliveries become due: the database's, which all replicas share. A replica whose own clock
 * is some seconds ahead would otherwise take over a delivery that another replica is sending.
 */
export const databaseClock: SQL = sql`statement_timestamp()`;

/** Columns to select: a delivery, and the moment by the shared clock. */
export const rowAt = (clock: SQL) => ({ row: deliveries, at: clock.mapWith(deliveries.dueAt) });
