import { createTogether } from '@movecall/decider';
import type { Cause, Database } from '@movecall/eventlog';
import { eq } from 'drizzle-orm';
import type { Attempt, AttemptStatus } from './attempt.ts';
import { type Acceptance, acceptAttempts, type Accepted } from './attempts-accepted.ts';
import { beginAttempts, type Begun, type NewAttempt } from './attempts-begun.ts';
import { type Withdrawal, withdrawAttempts, withdrawOverdue } from './attempts-withdrawn.ts';
import type { ExecuteOnCalls } from '../executor.ts';
import { isQuoteInUse } from '../call/open-call-store.ts';
import type { OpenCallLimits } from '../call/open-calls.ts';
import type { AppendFacts } from '../outbox.ts';
import { attempts } from '../tables.ts';

/** `begin`, `accept` and `withdraw` share a transaction with what is asked for at the same time. */
export interface AttemptStore {
  /** Stores an attempt as PENDING, unless another one holds its idempotency key or the customer has too many calls open. */
  begin(attempt: NewAttempt): Promise<Begun>;
  find(id: string): Promise<Attempt | null>;
  /**
   * Accepts an attempt and creates its call, in one transaction. When other attempts have used up the limits meanwhile, it
   * withdraws the attempt.
   */
  accept(acceptance: Acceptance): Promise<Accepted>;
  /**
   * Voids an attempt that is PENDING and publishes its CallWithdrawn, in one transaction.
   *
   * @returns the attempt's status afterwards; null when there is no such attempt.
   */
  withdraw(withdrawal: Withdrawal): Promise<AttemptStatus | null>;
  /** Whether a quote belongs to a call that is not cancelled. */
  isQuoteInUse(quoteId: string): Promise<boolean>;
  /** Withdraws attempts whose deadline has passed. @returns how many */
  withdrawOverdue(db: Database, cause: Cause, limit: number): Promise<number>;
}

export interface AttemptStoreDeps {
  readonly db: Database;
  readonly execute: ExecuteOnCalls;
  readonly appendFacts: AppendFacts;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly openCallLimits: OpenCallLimits;
}

export function createAttemptStore(deps: AttemptStoreDeps): AttemptStore {
  const { db } = deps;
  const beginTogether = createTogether({
    db,
    work: (tx, items: readonly NewAttempt[]) => beginAttempts(deps, tx, items),
  });
  return {
    begin: (attempt) => begin(beginTogether, attempt),
    async find(id) {
      const { status, fingerprint, deadline } = attempts;
      const fields = { id: attempts.id, status, fingerprint, deadline };
      const [attempt] = await db.select(fields).from(attempts).where(eq(attempts.id, id));
      return attempt ?? null;
    },
    isQuoteInUse: (quoteId) => isQuoteInUse(db, quoteId),
    accept: createTogether({
      db,
      work: (tx, items: readonly Acceptance[]) => acceptAttempts(deps, tx, items),
    }),
    withdraw: createTogether({
      db,
      work: (tx, items: readonly Withdrawal[]) => withdrawAttempts(deps, tx, items),
    }),
    withdrawOverdue: (on, cause, limit) => withdrawOverdue(deps, on, cause, limit),
  };
}

/**
 * A key may be held when the attempt is inserted and free again when its holder is looked up; then the insert is tried again.
 * That cannot happen five times in a row.
 */
const MAX_TRIES = 5;

async function begin(
  beginTogether: (attempt: NewAttempt) => Promise<Begun | null>,
  attempt: NewAttempt,
): Promise<Begun> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const outcome = await beginTogether(attempt);
    if (outcome) return outcome;
  }
  throw new Error(`an idempotency key was held and free again ${MAX_TRIES} times in a row; report a bug`);
}
