import { olderRows, type RetentionRule } from '@movecall/eventlog';
import { sql } from 'drizzle-orm';
import type { ErasureStore } from './erasure/erasure-store.ts';
import { unprompted } from './outbox.ts';
import { attempts, sessions, signIns } from './tables.ts';

export interface RowRetention {
  readonly attemptsMs: number;
  readonly loginsMs: number;
}

export interface CallRetention extends RowRetention {
  readonly personalDataMs: number;
  readonly erasure: ErasureStore;
  readonly now: () => Date;
}

/**
 * How long an ended session is kept, ms: its cookie still shows that a client has signed in with the phone before, so that
 * strangers' requests for codes do not keep it out.
 */
const ENDED_SESSIONS_MS = 90 * 24 * 60 * 60 * 1000;

/**
 * - An attempt is kept, from its end on, for as long as a repeated idempotency key finds its call. Its id is not needed any more: the
 *   call has it, and a void attempt's request to manage ended within seconds.
 * - A sign-in is of no use once its code has expired.
 */
export const rowRules = ({ attemptsMs, loginsMs }: RowRetention): readonly RetentionRule[] => [
  {
    rows: 'attempts',
    keptMs: attemptsMs,
    deleteOlder: olderRows(attempts, attempts.settledAt, sql`${attempts.status} <> 'PENDING'`),
  },
  { rows: 'sign_ins', keptMs: loginsMs, deleteOlder: olderRows(signIns, signIns.expiresAt) },
  { rows: 'sessions', keptMs: ENDED_SESSIONS_MS, deleteOlder: olderRows(sessions, sessions.expiresAt) },
];

/**
 * - A call that is over stays, but its personal data is erased.
 * - A person stays, since calls name it, but is parted from its phone.
 */
export const callRules = (retention: CallRetention): readonly RetentionRule[] => {
  const { personalDataMs, erasure, now } = retention;
  return [
    ...rowRules(retention),
    {
      rows: 'personal data of calls',
      keptMs: personalDataMs,
      deleteOlder: (tx, before, limit) => erasure.eraseOldCalls(tx, before, unprompted(now()), limit),
    },
    { rows: 'phones of people', keptMs: personalDataMs, deleteOlder: erasure.partForgotten },
  ];
};
