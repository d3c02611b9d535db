import { arrayOf } from '@movecall/database/rows';
import type { Cause, Database, Transaction } from '@movecall/eventlog';
import { fact } from '@movecall/schema/events';
import { sql } from 'drizzle-orm';
import type { AttemptStatus } from './attempt.ts';
import type { AttemptStoreDeps } from './attempt-store.ts';
import { attempts } from '../tables.ts';

export interface Withdrawal {
  readonly id: string;
  readonly cause: Cause;
}

type Deps = Pick<AttemptStoreDeps, 'now' | 'appendFacts'>;

/** Voids those of some attempts that are PENDING. @returns the status of each afterwards; null for one that is not there */
export async function withdrawAttempts(
  deps: Deps,
  tx: Transaction,
  withdrawals: readonly Withdrawal[],
): Promise<readonly (AttemptStatus | null)[]> {
  const ids = arrayOf(withdrawals.map(({ id }) => id));
  // The locks wait for acceptances that are being committed.
  const found = await tx.execute<{ id: string; status: AttemptStatus }>(sql`
    select id, status from ${attempts} where id = any(${ids}::uuid[]) order by id for update`);
  const statuses = new Map(found.map(({ id, status }) => [id, status]));
  // Two requests with one idempotency key may withdraw the same attempt.
  const pending = new Map(
    withdrawals.filter(({ id }) => statuses.get(id) === 'PENDING').map((one) => [one.id, one]),
  );
  await voidAttempts(deps, tx, [...pending.values()]);
  return withdrawals.map(({ id }) => (pending.has(id) ? 'VOID' : (statuses.get(id) ?? null)));
}

/** Withdraws attempts whose deadline has passed. @returns how many */
export async function withdrawOverdue(
  deps: Deps,
  db: Database,
  cause: Cause,
  limit: number,
): Promise<number> {
  const overdue = sql`select id from ${attempts} where status = 'PENDING' and deadline <= now()`;
  // There are hardly ever any, and one statement costs less than a transaction.
  if ((await db.execute(sql`${overdue} limit 1`)).length === 0) return 0;
  return db.transaction(async (tx) => {
    // A locked attempt is being settled by its own request, or by the sweep of another replica.
    const locked = await tx.execute<{ id: string }>(sql`${overdue} limit ${limit} for update skip locked`);
    await voidAttempts(
      deps,
      tx,
      locked.map(({ id }) => ({ id, cause })),
    );
    return locked.length;
  });
}

/** Voids attempts that this transaction has locked, and publishes their CallWithdrawn. */
export async function voidAttempts(
  { now, appendFacts }: Deps,
  tx: Transaction,
  withdrawals: readonly Withdrawal[],
): Promise<void> {
  if (withdrawals.length === 0) return;
  const at = now();
  const ids = arrayOf(withdrawals.map(({ id }) => id));
  await tx.execute(sql`
    update ${attempts} set status = 'VOID', settled_at = ${at.toISOString()} where id = any(${ids}::uuid[])`);
  await appendFacts(
    tx,
    { now: at },
    withdrawals.map(({ id, cause }) => ({ ...fact('CallWithdrawn', id, {}), cause })),
  );
}
