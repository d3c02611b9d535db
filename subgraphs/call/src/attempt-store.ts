import type { Database, Transaction } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import { fact } from '@movecall/schema/events';
import { and, eq, inArray, lte, ne, sql } from 'drizzle-orm';
import type { Attempt, AttemptStatus } from './attempt.ts';
import type { CallRecord } from './call-record.ts';
import type { MoveRequest } from './move-request.ts';
import { findExceededLimit, findExceededLimitAlone } from './open-call-store.ts';
import type { ExceededLimit, OpenCallLimits } from './open-calls.ts';
import type { AppendFacts, CommandMetadata } from './outbox.ts';
import { ensurePerson } from './person-store.ts';
import type { CallStore } from './store.ts';
import { attempts } from './tables.ts';

export interface NewAttempt {
  readonly id: string;
  readonly callerId: string;
  readonly idempotencyKey: string | null;
  readonly request: MoveRequest;
  /** Whether the limits of open calls apply to it. */
  readonly isLimited: boolean;
  readonly now: Date;
  /** How long it may stay PENDING, ms, by the clock of the database: the clocks of replicas may differ. */
  readonly deadlineMs: number;
}

/** The new attempt's call, the attempt that already holds the idempotency key, or the limit that the call would exceed. */
export type Begun =
  { readonly begun: CallRecord } | { readonly held: Attempt } | { readonly exceeded: ExceededLimit };

/** VOID: the attempt was voided meanwhile. */
export type Accepted = 'ACCEPTED' | 'VOID' | { readonly exceeded: ExceededLimit };

export interface AttemptStore {
  /** Stores an attempt as PENDING, unless another one holds its idempotency key or the customer has too many calls open. */
  begin(attempt: NewAttempt): Promise<Begun>;
  find(id: string): Promise<Attempt | null>;
  /**
   * Accepts an attempt and creates its call, in one transaction. When other attempts have used up the limits meanwhile, it
   * withdraws the attempt.
   */
  accept(record: CallRecord, isLimited: boolean, metadata: CommandMetadata): Promise<Accepted>;
  /**
   * Voids an attempt that is PENDING and publishes its CallWithdrawn, in one transaction.
   *
   * @returns the attempt's status afterwards; null when there is no such attempt.
   */
  withdraw(id: string, metadata: CommandMetadata): Promise<AttemptStatus | null>;
  /** Withdraws attempts whose deadline has passed. @returns how many */
  withdrawOverdue(tx: Transaction, metadata: CommandMetadata, limit: number): Promise<number>;
}

export interface AttemptStoreDeps {
  readonly db: Database;
  readonly calls: CallStore;
  readonly appendFacts: AppendFacts;
  readonly newId: () => string;
  readonly openCallLimits: OpenCallLimits;
}

const fields = {
  id: attempts.id,
  status: attempts.status,
  fingerprint: attempts.fingerprint,
  deadline: attempts.deadline,
};

export function createAttemptStore(deps: AttemptStoreDeps): AttemptStore {
  const { db } = deps;
  return {
    begin: (attempt) => begin(deps, attempt),
    async find(id) {
      const [attempt] = await db.select(fields).from(attempts).where(eq(attempts.id, id));
      return attempt ?? null;
    },
    accept: (record, isLimited, metadata) =>
      db.transaction((tx) => accept(deps, tx, { record, isLimited }, metadata)),
    withdraw: (id, metadata) => db.transaction((tx) => withdraw(deps, tx, id, metadata)),
    withdrawOverdue: (tx, metadata, limit) => withdrawOverdue(deps, tx, metadata, limit),
  };
}

/**
 * A key may be held when the attempt is inserted and free again when its holder is looked up; then the insert is tried again.
 * That cannot happen five times in a row.
 */
const MAX_TRIES = 5;

async function begin(deps: AttemptStoreDeps, attempt: NewAttempt): Promise<Begun> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const outcome = await deps.db.transaction((tx) => tryToBegin(deps, tx, attempt));
    if (outcome) return outcome;
  }
  throw new Error(`an idempotency key was held and free again ${MAX_TRIES} times in a row; report a bug`);
}

/** @returns null when the key was held and is free again */
async function tryToBegin(
  { newId, openCallLimits: limits }: AttemptStoreDeps,
  tx: Transaction,
  attempt: NewAttempt,
): Promise<Begun | null> {
  const { id, callerId, idempotencyKey, request, isLimited, now } = attempt;
  const { ownerTel, fingerprint: _, ...asked } = request;
  const owner = await ensurePerson(tx, ownerTel, { id: newId(), now });
  const record = { id, ownerId: owner.id, tel: ownerTel, ...asked };
  // In one round trip.
  const [isNew, exceeded] = await Promise.all([
    insertPending(tx, attempt, owner.id),
    isLimited ? findExceededLimit(tx, record, { limits, now }) : null,
  ]);
  if (isNew && exceeded === null) return { begun: record };
  if (isNew && exceeded !== null) {
    await tx.delete(attempts).where(eq(attempts.id, id));
    return { exceeded };
  }
  if (idempotencyKey === null) throw new Error(`the attempt id ${id} is taken; newId must return a new one`);
  const held = await findHolder(tx, callerId, idempotencyKey);
  return held ? { held } : null;
}

/** @returns false when another attempt holds the idempotency key */
async function insertPending(
  tx: Transaction,
  { id, callerId, idempotencyKey, request, now, deadlineMs }: NewAttempt,
  ownerId: string,
): Promise<boolean> {
  const inserted = await tx
    .insert(attempts)
    .values({
      id,
      callerId,
      ownerId,
      idempotencyKey,
      fingerprint: request.fingerprint,
      status: 'PENDING',
      createdAt: now,
      deadline: sql`now() + ${deadlineMs} * interval '1 millisecond'`,
    })
    .onConflictDoNothing()
    .returning({ id: attempts.id });
  return inserted.length > 0;
}

async function findHolder(tx: Transaction, callerId: string, key: string): Promise<Attempt | undefined> {
  const [holder] = await tx
    .select(fields)
    .from(attempts)
    .where(
      and(eq(attempts.callerId, callerId), eq(attempts.idempotencyKey, key), ne(attempts.status, 'VOID')),
    );
  return holder;
}

async function accept(
  deps: AttemptStoreDeps,
  tx: Transaction,
  { record, isLimited }: { readonly record: CallRecord; readonly isLimited: boolean },
  metadata: CommandMetadata,
): Promise<Accepted> {
  const check = { limits: deps.openCallLimits, now: metadata.now };
  // In one round trip.
  const [exceeded, accepted] = await Promise.all([
    isLimited ? findExceededLimitAlone(tx, record, check) : null,
    tx
      .update(attempts)
      .set({ status: 'ACCEPTED', settledAt: metadata.now })
      .where(and(eq(attempts.id, record.id), eq(attempts.status, 'PENDING')))
      .returning({ id: attempts.id }),
  ]);
  if (accepted.length === 0) return 'VOID';
  if (exceeded !== null) {
    await voidAttempts(deps, tx, [record.id], metadata);
    return { exceeded };
  }
  await deps.calls.insert(tx, record, metadata);
  await failpoint('call.acceptance-made');
  return 'ACCEPTED';
}

async function withdraw(
  deps: AttemptStoreDeps,
  tx: Transaction,
  id: string,
  metadata: CommandMetadata,
): Promise<AttemptStatus | null> {
  // The lock waits for an acceptance that is being committed.
  const [attempt] = await tx
    .select({ status: attempts.status })
    .from(attempts)
    .where(eq(attempts.id, id))
    .for('update');
  if (attempt?.status !== 'PENDING') return attempt?.status ?? null;
  await voidAttempts(deps, tx, [id], metadata);
  return 'VOID';
}

async function withdrawOverdue(
  deps: AttemptStoreDeps,
  tx: Transaction,
  metadata: CommandMetadata,
  limit: number,
): Promise<number> {
  const overdue = await tx
    .select({ id: attempts.id })
    .from(attempts)
    .where(and(eq(attempts.status, 'PENDING'), lte(attempts.deadline, sql`now()`)))
    .limit(limit)
    // A locked attempt is being settled by its own request.
    .for('update', { skipLocked: true });
  if (overdue.length > 0)
    await voidAttempts(
      deps,
      tx,
      overdue.map(({ id }) => id),
      metadata,
    );
  return overdue.length;
}

async function voidAttempts(
  { appendFacts }: AttemptStoreDeps,
  tx: Transaction,
  ids: readonly string[],
  metadata: CommandMetadata,
): Promise<void> {
  await tx.update(attempts).set({ status: 'VOID', settledAt: metadata.now }).where(inArray(attempts.id, ids));
  await appendFacts(
    tx,
    metadata,
    ids.map((id) => fact('CallWithdrawn', id, {})),
  );
}
