import type { Transaction } from '@movecall/eventlog';
import { type Day, seoulDay } from '@movecall/values/days';
import { and, eq, gte, sql } from 'drizzle-orm';
import type { CallRecord } from './call-record.ts';
import { exceededLimit, type ExceededLimit, type OpenCallLimits } from './open-calls.ts';
import { calls, people } from './tables.ts';

/** What one more call of a customer is checked against. */
export interface OpenCallCheck {
  readonly limits: OpenCallLimits;
  readonly now: Date;
}

type Asked = Pick<CallRecord, 'ownerId' | 'movingOn'>;

/** Finds the limit that one more call exceeds; null for none. Another transaction may add a call before this one commits. */
export async function findExceededLimit(
  tx: Transaction,
  { ownerId, movingOn }: Asked,
  { limits, now }: OpenCallCheck,
): Promise<ExceededLimit | null> {
  const today: Day = seoulDay(now);
  const [open] = await tx
    .select({
      inAll: sql<number>`count(*)::int`,
      onDay: sql<number>`(count(*) filter (where ${calls.movingOn} = ${movingOn}))::int`,
    })
    .from(calls)
    // Literals instead of parameters, or the partial index would not match.
    .where(
      and(
        eq(calls.ownerId, ownerId),
        gte(calls.movingOn, today),
        sql`${calls.status} in ('REQUESTED', 'ASSIGNING', 'CONFIRMED')`,
      ),
    );
  return open ? exceededLimit(open, limits) : null;
}

/** The same. No other transaction that asks so adds a call of this customer before this one ends. */
export async function findExceededLimitAlone(
  tx: Transaction,
  asked: Asked,
  check: OpenCallCheck,
): Promise<ExceededLimit | null> {
  // It locks out its own kind, and not the foreign keys of new rows. `execute` sends it at once, before the count: the count has to
  // see what the lock has waited for. Both take one round trip.
  const lock = tx
    .select({ id: people.id })
    .from(people)
    .where(eq(people.id, asked.ownerId))
    .for('no key update')
    .execute();
  const [exceeded] = await Promise.all([findExceededLimit(tx, asked, check), lock]);
  return exceeded;
}
