import { lockIds } from '@movecall/database/id-locks';
import { arrayOf } from '@movecall/database/rows';
import type { Execute } from '@movecall/decider';
import { appendEvents, type Cause, type Database, type Transaction } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import { fact } from '@movecall/schema/events';
import { and, eq, sql } from 'drizzle-orm';
import type { Agreement } from '../contract/contract.ts';
import type { ExecuteOnOrders } from '../order/ordering.ts';
import { loadOffers } from '../quote/offer-store.ts';
import type { QuoteCommand, QuoteFact, QuoteRefusal, QuoteVersion } from '../quote/quote.ts';
import { agreementOf } from '../contract/agreement.ts';
import { orders, reschedules } from '../tables.ts';
import type { NewTime } from './rescheduling.ts';

export interface NewAttempt {
  readonly id: string;
  readonly callId: string;
  readonly from: NewTime;
  readonly to: NewTime;
}

/** What the customer agrees to with a quote: its next version. */
export interface NewAgreement {
  readonly quoteId: string;
  /** Of the version that was accepted before. */
  readonly quoteVersion: number;
  readonly made: QuoteVersion;
  readonly consent: Omit<Agreement, 'quote' | 'items' | 'consentedAt'>;
}

export interface Commitment {
  readonly attempt: NewAttempt;
  /** The team whose time is held. */
  readonly moverId: string;
  /** KRW. */
  readonly cost: number;
  /** Null for an order without a quote. */
  readonly agreement: NewAgreement | null;
  readonly cause: Cause;
}

export interface RescheduleStore {
  /** Stores an attempt as PENDING; not when another one of the call is, or the order is not as it was read. */
  begin(attempt: NewAttempt): Promise<'BEGUN' | 'NOT_NOW'>;
  /** Reschedules the order and settles the attempt, in one transaction. `VOID`: the attempt is void, or the call was cancelled. */
  commit(commitment: Commitment): Promise<'COMMITTED' | 'VOID'>;
  /** Voids an attempt that is PENDING, and frees the time that is held for it. @returns how it is settled */
  withdraw(attempt: Pick<NewAttempt, 'id' | 'callId'>, cause: Cause): Promise<'COMMITTED' | 'VOID'>;
  /** Withdraws attempts whose deadline has passed. @returns how many */
  withdrawOverdue(db: Database, cause: Cause, limit: number): Promise<number>;
}

export interface RescheduleStoreDeps {
  readonly db: Database;
  readonly executeOrders: ExecuteOnOrders;
  readonly executeQuotes: Execute<QuoteCommand, QuoteFact, QuoteRefusal>;
  readonly now: () => Date;
  readonly newId: () => string;
  /** How long an attempt may stay PENDING before the sweeper withdraws it, ms. */
  readonly deadlineMs: number;
}

export const createRescheduleStore = (deps: RescheduleStoreDeps): RescheduleStore => ({
  begin: (attempt) => deps.db.transaction((tx) => begin(deps, tx, attempt)),
  commit: (commitment) => deps.db.transaction((tx) => commit(deps, tx, commitment)),
  withdraw: (attempt, cause) =>
    deps.db.transaction(async (tx) => {
      const status = await lockedStatus(tx, attempt.id);
      if (status !== 'PENDING') return status ?? 'VOID';
      await voidAttempts(deps, tx, [attempt], cause);
      return 'VOID';
    }),
  withdrawOverdue: (db, cause, limit) => withdrawOverdue(deps, db, cause, limit),
});

async function begin(
  { now, deadlineMs }: RescheduleStoreDeps,
  tx: Transaction,
  { id, callId, from, to }: NewAttempt,
): Promise<'BEGUN' | 'NOT_NOW'> {
  await lockIds(tx, [callId]);
  const [order] = await tx.select().from(orders).where(eq(orders.callId, callId));
  const [pending] = await tx
    .select({ id: reschedules.id })
    .from(reschedules)
    .where(and(eq(reschedules.callId, callId), eq(reschedules.status, 'PENDING')));
  const isAsRead = order?.movingOn === from.movingOn && order.slot === from.slot;
  if (pending || !isAsRead || order.status === 'CANCELLED') return 'NOT_NOW';
  const startedAt = now();
  await tx.insert(reschedules).values({
    id,
    callId,
    status: 'PENDING',
    fromDay: from.movingOn,
    fromSlot: from.slot,
    toDay: to.movingOn,
    toSlot: to.slot,
    deadline: new Date(startedAt.getTime() + deadlineMs),
    startedAt,
  });
  return 'BEGUN';
}

async function commit(
  deps: RescheduleStoreDeps,
  tx: Transaction,
  { attempt, moverId, cost, agreement: asked, cause }: Commitment,
): Promise<'COMMITTED' | 'VOID'> {
  const { id: attemptId, callId, to } = attempt;
  // Orders are locked before quotes and attempts.
  await lockIds(tx, [callId]);
  if ((await lockedStatus(tx, attemptId)) !== 'PENDING') return 'VOID';
  const at = deps.now();
  const agreement = asked && (await agreementIn(tx, asked, at));
  const command = { type: 'reschedule', to: { attemptId, ...to, cost, agreement }, moverId, at } as const;
  const [decision] = await deps.executeOrders(tx, [{ id: callId, command, cause }]);
  if (!decision || 'refusal' in decision) {
    await voidAttempts(deps, tx, [attempt], cause);
    return 'VOID';
  }
  if (asked && agreement) await revise(deps, tx, asked, cause);
  await tx
    .update(reschedules)
    .set({ status: 'COMMITTED', settledAt: at })
    .where(eq(reschedules.id, attemptId));
  await failpoint('manage.reschedule-made');
  return 'COMMITTED';
}

/** The next version of the quote, and the consent to it. A quote that is not kept any more is numbered as the contract has it. */
async function agreementIn(
  tx: Transaction,
  { quoteId, quoteVersion, made, consent }: NewAgreement,
  consentedAt: Date,
): Promise<Agreement> {
  const newest = (await loadOffers(tx, [quoteId])).get(quoteId)?.quote.version ?? quoteVersion;
  const quote = { id: quoteId, version: newest + 1, ownerId: consent.ownerId, ...made };
  return agreementOf(quote, { ...consent, consentedAt });
}

async function revise(
  { executeQuotes }: RescheduleStoreDeps,
  tx: Transaction,
  { quoteId: id, made, consent }: NewAgreement,
  cause: Cause,
): Promise<void> {
  const asker = { kind: 'PERSON', id: consent.ownerId } as const;
  // It refuses a quote that is not kept any more.
  await executeQuotes(tx, [{ id, command: { type: 'revise', asker, made }, cause }]);
}

async function lockedStatus(tx: Transaction, id: string): Promise<'PENDING' | 'COMMITTED' | 'VOID' | null> {
  const [row] = await tx
    .select({ status: reschedules.status })
    .from(reschedules)
    .where(eq(reschedules.id, id))
    .for('update');
  return row?.status ?? null;
}

async function withdrawOverdue(
  deps: RescheduleStoreDeps,
  db: Database,
  cause: Cause,
  limit: number,
): Promise<number> {
  const isOverdue = sql`status = 'PENDING' and deadline <= ${deps.now().toISOString()}::timestamptz`;
  // There are hardly ever any, and one statement costs less than a transaction.
  if ((await db.execute(sql`select from ${reschedules} where ${isOverdue} limit 1`)).length === 0) return 0;
  return db.transaction(async (tx) => {
    // A locked attempt is being settled by its own request, or by the sweep of another replica.
    const locked = await tx.execute<{ id: string; callId: string }>(sql`
      select id, call_id as "callId" from ${reschedules} where ${isOverdue} limit ${limit} for update skip locked`);
    await voidAttempts(deps, tx, locked, cause);
    return locked.length;
  });
}

/** Voids attempts that this transaction has locked, and publishes their RescheduleWithdrawn. */
async function voidAttempts(
  { now, newId }: Pick<RescheduleStoreDeps, 'now' | 'newId'>,
  tx: Transaction,
  attempts: readonly Pick<NewAttempt, 'id' | 'callId'>[],
  cause: Cause,
): Promise<void> {
  if (attempts.length === 0) return;
  const at = now();
  await tx.execute(sql`update ${reschedules} set status = 'VOID', settled_at = ${at.toISOString()}
    where id = any(${arrayOf(attempts.map(({ id }) => id))}::uuid[])`);
  await appendEvents(
    tx,
    { producer: 'manage', now: at, newId },
    attempts.map(({ id, callId }) => ({
      ...fact('RescheduleWithdrawn', callId, { attemptId: id }),
      cause,
    })),
  );
}
