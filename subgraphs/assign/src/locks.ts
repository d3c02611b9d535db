import type { Day } from '@movecall/values/days';
import type { Transaction } from '@movecall/eventlog';
import { sql } from 'drizzle-orm';

/**
 * Locks that prevent lost wake-ups. Without them, a request and a release could run concurrently: the request would not see the
 * released mover, the release would not see the waiting request, and the request would wait although a mover is free.
 *
 * A transaction that assigns or releases a mover on one day locks that day. A transaction that makes a mover free on all days
 * locks all days. The commit ends the locks, and the next holder sees what was committed. The locks only order transactions;
 * the constraints of the tables prevent double bookings.
 */

/** The first half of a lock's key. The second half is the day's number, or 0 for all days. */
const DISPATCH = 7_261_003;
const ALL_DAYS = 0;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Locks the assignments of one day. Transactions may lock different days at the same time. */
export async function lockDay(tx: Transaction, day: Day): Promise<void> {
  const number = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  // Two statements in one round trip. Every transaction takes them in this order, which rules out a deadlock.
  await Promise.all([
    tx.execute(sql`select pg_advisory_xact_lock_shared(${DISPATCH}, ${ALL_DAYS})`),
    tx.execute(sql`select pg_advisory_xact_lock(${DISPATCH}, ${number})`),
  ]);
}

/** Locks the assignments of all days. */
export async function lockAllDays(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${DISPATCH}, ${ALL_DAYS})`);
}
