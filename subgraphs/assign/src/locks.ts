import type { Day } from '@movecall/values/days';
import type { Transaction } from '@movecall/eventlog';
import { sql } from 'drizzle-orm';

/**
 * No wake-up is lost: without these locks a request could find nobody because a release is not committed yet, and the
 * release could find nobody waiting because the request is not committed yet, and both would rest.
 *
 * Who gives out or gives back a mover's day holds that day alone. Who brings a mover that is free on every day holds all
 * of them. The locks are the transaction's: they end with its commit, and the next holder's statements see it.
 * They order, and nothing more; that no mover is booked twice is for the constraints to enforce.
 */

/** The first half of the lock's key; the second one is the day, or 0 for what all days have in common. */
const DISPATCH = 7_261_003;
const ALL_DAYS = 0;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Alone with the assignments of one day, among others who have one day each. */
export async function lockDay(tx: Transaction, day: Day): Promise<void> {
  const number = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  // Two statements in one round trip: the first one first, by everyone, or two holders could wait for each other.
  await Promise.all([
    tx.execute(sql`select pg_advisory_xact_lock_shared(${DISPATCH}, ${ALL_DAYS})`),
    tx.execute(sql`select pg_advisory_xact_lock(${DISPATCH}, ${number})`),
  ]);
}

/** Alone with the assignments of every day. */
export async function lockAllDays(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${DISPATCH}, ${ALL_DAYS})`);
}
