import type { Database, Transaction } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import { fact } from '@movecall/schema/events';
import { and, eq, inArray, lte, ne, sql } from 'drizzle-orm';
import type { Attempt, AttemptStatus } from './attempt.ts';
import type { StateFacts, Work } from './facts.ts';
import { ensurePerson } from './people.ts';
import type { MoveRequest } from './request.ts';
import type { CallRecord } from './call-record.ts';
import type { CallStore } from './store.ts';
import { attempts } from './tables.ts';

export interface NewAttempt {
  readonly id: string;
  readonly callerId: string;
  readonly idempotencyKey: string | null;
  readonly request: MoveRequest;
  readonly now: Date;
  /** How long it may stay PENDING, ms. By the database's clock, which all replicas share: their own may differ. */
  readonly deadlineMs: number;
}

export interface AttemptStore {
  /** Writes an attempt, PENDING; or finds the one that holds its idempotency key. */
  begin(attempt: NewAttempt): Promise<{ readonly begun: CallRecord } | { readonly held: Attempt }>;
  find(id: string): Promise<Attempt | null>;
  /**
   * Settles an attempt and makes its call, in one transaction.
   *
   * @returns false when the attempt was voided meanwhile: then there is no call.
   */
  accept(record: CallRecord, work: Work): Promise<boolean>;
  /**
   * Voids an attempt that is still PENDING and states its CallWithdrawn, in one transaction.
   *
   * @returns how the attempt stands now.
   */
  withdraw(id: string, work: Work): Promise<AttemptStatus | null>;
  /** Withdraws attempts whose deadline has passed; answers how many. */
  withdrawOverdue(tx: Transaction, work: Work, limit: number): Promise<number>;
}

/** A key that was taken when we wrote and free when we looked can be tried again; so often in a row it never is. */
const MAX_TRIES = 5;

const fields = {
  id: attempts.id,
  status: attempts.status,
  fingerprint: attempts.fingerprint,
  deadline: attempts.deadline,
};

export function createAttemptStore(deps: {
  db: Database;
  calls: CallStore;
  state: StateFacts;
  newId: () => string;
}): AttemptStore {
  const { db, calls, state, newId } = deps;

  const tryToBegin = (attempt: NewAttempt): Promise<{ begun: CallRecord } | { held: Attempt } | null> =>
    db.transaction(async (tx) => {
      const { id, callerId, idempotencyKey, now, deadlineMs } = attempt;
      const { ownerTel, fingerprint, ...asked } = attempt.request;
      const owner = await ensurePerson(tx, ownerTel, { id: newId(), now });
      const written = await tx
        .insert(attempts)
        .values({
          id,
          callerId,
          ownerId: owner.id,
          idempotencyKey,
          fingerprint,
          status: 'PENDING',
          createdAt: now,
          deadline: sql`now() + ${deadlineMs} * interval '1 millisecond'`,
        })
        .onConflictDoNothing()
        .returning({ id: attempts.id });
      if (written.length > 0) return { begun: { id, ownerId: owner.id, tel: ownerTel, ...asked } };
      if (idempotencyKey === null) throw new Error('an attempt has the id of another');
      const [held] = await tx
        .select(fields)
        .from(attempts)
        .where(
          and(
            eq(attempts.callerId, callerId),
            eq(attempts.idempotencyKey, idempotencyKey),
            ne(attempts.status, 'VOID'),
          ),
        );
      return held ? { held } : null;
    });

  async function voidPending(tx: Transaction, ids: readonly string[], work: Work): Promise<void> {
    await tx.update(attempts).set({ status: 'VOID', settledAt: work.now }).where(inArray(attempts.id, ids));
    await state(
      tx,
      work,
      ids.map((id) => fact('CallWithdrawn', id, {})),
    );
  }

  return {
    async begin(attempt) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const outcome = await tryToBegin(attempt);
        if (outcome) return outcome;
      }
      throw new Error('an idempotency key is taken and free at the same time');
    },

    async find(id) {
      const [attempt] = await db.select(fields).from(attempts).where(eq(attempts.id, id));
      return attempt ?? null;
    },

    accept: (record, work) =>
      db.transaction(async (tx) => {
        const settled = await tx
          .update(attempts)
          .set({ status: 'ACCEPTED', settledAt: work.now })
          .where(and(eq(attempts.id, record.id), eq(attempts.status, 'PENDING')))
          .returning({ id: attempts.id });
        if (settled.length === 0) return false;
        await calls.insert(tx, record, work);
        await failpoint('call.acceptance-made');
        return true;
      }),

    withdraw: (id, work) =>
      db.transaction(async (tx) => {
        // The lock waits for an acceptance whose commit is on its way.
        const [attempt] = await tx
          .select({ status: attempts.status })
          .from(attempts)
          .where(eq(attempts.id, id))
          .for('update');
        if (attempt?.status !== 'PENDING') return attempt?.status ?? null;
        await voidPending(tx, [id], work);
        return 'VOID';
      }),

    async withdrawOverdue(tx, work, limit) {
      const overdue = await tx
        .select({ id: attempts.id })
        .from(attempts)
        .where(and(eq(attempts.status, 'PENDING'), lte(attempts.deadline, sql`now()`)))
        .limit(limit)
        // Whoever holds a lock on one is about to settle it.
        .for('update', { skipLocked: true });
      if (overdue.length > 0) {
        await voidPending(
          tx,
          overdue.map(({ id }) => id),
          work,
        );
      }
      return overdue.length;
    },
  };
}
