import { insertRows } from '@movecall/database/rows';
import type { Database, Transaction } from '@movecall/eventlog';
import { and, eq, min, sql } from 'drizzle-orm';
import { timers } from '../tables.ts';
import type { Timer } from './timer.ts';

/** The channel on which a commit wakes the timers of all replicas. */
export const TIMERS_CHANNEL = 'timers';

/** Sets timers in the transaction of what they follow from. A timer of the same kind and key keeps its moment. */
export async function setTimers(tx: Transaction, set: readonly Timer[]): Promise<void> {
  if (set.length === 0) return;
  await tx.execute(sql`
    with set as (${insertRows(timers, set.map(toRow))} on conflict do nothing returning 1)
    select pg_notify(${TIMERS_CHANNEL}, '') from (select count(*) from set) as once`);
}

const toRow = ({ kind, key, dueAt }: Timer) => ({ kind, key, dueAt });

/**
 * Takes the timer that has been due for longest, which is gone when the transaction commits. Other replicas skip it meanwhile.
 *
 * @returns null when none is due, or others have taken all that are
 */
export async function takeDue(tx: Transaction, now: Date): Promise<Timer | null> {
  const [due] = await tx
    .select()
    .from(timers)
    .where(sql`${timers.dueAt} <= ${now.toISOString()}::timestamptz`)
    .orderBy(timers.dueAt)
    .limit(1)
    .for('update', { skipLocked: true });
  if (due) await tx.delete(timers).where(isTimer(due));
  return due ?? null;
}

/** Puts a timer off, so that it stands in the way of no other. */
export async function putOff(db: Database, timer: Timer, dueAt: Date): Promise<void> {
  await db.update(timers).set({ dueAt }).where(isTimer(timer));
}

const isTimer = ({ kind, key }: Timer) => and(eq(timers.kind, kind), eq(timers.key, key));

/** When the next timer is due; null when none is set. */
export async function nextDue(db: Database): Promise<Date | null> {
  const [next] = await db.select({ dueAt: min(timers.dueAt) }).from(timers);
  return next?.dueAt ?? null;
}
