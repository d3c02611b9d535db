import { lockIds } from '@movecall/database/id-locks';
import { arrayOf } from '@movecall/database/rows';
import type { Transaction } from '@movecall/eventlog';
import type { Day } from '@movecall/values/days';
import { sql } from 'drizzle-orm';
import type { AssignmentCommand } from '../assignment/assignment.ts';
import { changedCallOf } from './freeing.ts';
import { holds, requests } from '../tables.ts';

/**
 * Locks that prevent lost wake-ups. Without them, a request and a release could run concurrently: the request would not see the
 * released mover, the release would not see the waiting request, and the request would wait although a mover is free.
 *
 * A transaction that assigns or releases movers on some days locks those days. A transaction that makes a mover free on all days
 * locks all days. The commit ends the locks, and the next holder sees what was committed. The locks only order transactions;
 * the constraints of the tables prevent double bookings.
 *
 * The calls are locked before the days, since a request and its cancel may arrive together, before there is a row with a day. Every
 * transaction takes all of its locks at once and in the same order, which rules out a deadlock.
 */

/** The first half of a lock's key. The second half is the day's number, or 0 for all days. */
const DISPATCH = 7_261_003;
const ALL_DAYS = 0;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Whether a command may make a mover free on all days. */
const isAboutMover = ({ type }: AssignmentCommand): boolean =>
  ['register', 'setAvailability', 'update', 'setDaysOff', 'reconsider'].includes(type);

/** Whether a command is decided on a board of its own. */
export const isAlone = (command: AssignmentCommand): boolean =>
  isAboutMover(command) ||
  ['drop', 'noShow', 'reassign', 'declineOffer', 'expireOffer', 'applyPlan'].includes(command.type);

/** Locks what commands are about until the transaction ends. */
export async function lockFor(tx: Transaction, commands: readonly AssignmentCommand[]): Promise<void> {
  const days = new Set<Day>();
  const requested: string[] = [];
  const stored: string[] = [];
  const reported: string[] = [];
  for (const command of commands) {
    if (command.type === 'request') {
      requested.push(command.request.callId);
      days.add(command.request.movingOn);
    } else if (command.type === 'reportProgress') reported.push(command.callId);
    else stored.push(...changedCallOf(command));
    if (command.type === 'hold' || command.type === 'reschedule') days.add(command.movingOn);
    if (command.type === 'applyPlan') days.add(command.day);
  }
  // A report makes nobody free, so it waits for no other call of its day.
  const callIds = [...requested, ...stored, ...reported];
  if (callIds.length > 0) await lockIds(tx, callIds);
  if (stored.length > 0) for (const day of await daysOf(tx, stored)) days.add(day);
  if (commands.some(isAboutMover)) await lockAllDays(tx);
  else if (days.size > 0) await lockDays(tx, [...days]);
}

/** The days of calls that were requested before, and of the times that are held for them. They change under the lock of the call only. */
async function daysOf(tx: Transaction, callIds: readonly string[]): Promise<Day[]> {
  const ids = arrayOf(callIds);
  const rows = await tx.execute<{ readonly day: Day }>(sql`
    select ${requests.movingOn} as day from ${requests}
    where ${requests.callId} = any(${ids}::uuid[]) and ${requests.movingOn} is not null
    union select ${holds.movingOn} from ${holds} where ${holds.callId} = any(${ids}::uuid[]) and ${holds.status} = 'HELD'`);
  return rows.map(({ day }) => day);
}

/** Locks the assignments of some days. Transactions may lock different days at the same time, but not while all are locked. */
const lockDays = (tx: Transaction, days: readonly Day[]): Promise<unknown> => {
  const numbers = days.map((day) => Date.parse(`${day}T00:00:00Z`) / DAY_MS).toSorted((a, b) => a - b);
  return tx.execute(sql`
    select case number when ${ALL_DAYS} then pg_advisory_xact_lock_shared(${DISPATCH}, number)
      else pg_advisory_xact_lock(${DISPATCH}, number) end
    from unnest(${arrayOf([ALL_DAYS, ...numbers].map(String))}::int[]) as day (number)`);
};

async function lockAllDays(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${DISPATCH}, ${ALL_DAYS})`);
}
