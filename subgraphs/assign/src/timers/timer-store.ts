import { arrayOf, insertRows } from '@movecall/database/rows';
import type { Database, Transaction } from '@movecall/eventlog';
import { and, eq, min, type SQL, sql } from 'drizzle-orm';
import { timers } from '../tables.ts';
import { LONGEST_PAUSE_MS, type Timer, type TimerKind } from './timer.ts';

/** The channel on which a commit wakes the timers of all replicas. */
export const TIMERS_CHANNEL = 'timers';

/** Sets timers in the transaction of what they follow from. The replicas see those that are due later in time without being woken. */
export async function setTimers(tx: Transaction, set: readonly Timer[], now: Date): Promise<void> {
  if (set.length === 0) return;
  const inserted = sql`${insertRows(timers, set.map(toRow))} on conflict do nothing`;
  const isSoon = set.some(({ dueAt }) => dueAt.getTime() - now.getTime() <= LONGEST_PAUSE_MS);
  await tx.execute(isSoon ? withWakeUp(inserted) : inserted);
}

const withWakeUp = (inserted: SQL): SQL => sql`
  with set as (${inserted} returning 1)
  select pg_notify(${TIMERS_CHANNEL}, '') from (select count(*) from set) as once`;

/**
 * Removes the timers of a kind that are about things that are over or have moved. One that is being fired is left to the transaction that fires
 * it, which waits for this one and then decides nothing.
 */
export async function removeTimers(tx: Transaction, kind: TimerKind, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.execute(sql`
    delete from ${timers} using (
      select kind, key, due_at from ${timers} where kind = ${kind} and key = any(${arrayOf(keys)}::uuid[])
      for update skip locked) as old
    where (${timers.kind}, ${timers.key}, ${timers.dueAt}) = (old.kind, old.key, old.due_at)`);
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

const isTimer = ({ kind, key, dueAt }: Timer) =>
  and(eq(timers.kind, kind), eq(timers.key, key), eq(timers.dueAt, dueAt));

/** When the next timer is due; null when none is set. */
export async function nextDue(db: Database): Promise<Date | null> {
  const [next] = await db.select({ dueAt: min(timers.dueAt) }).from(timers);
  return next?.dueAt ?? null;
}
