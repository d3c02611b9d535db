import { olderRows, type RetentionRule } from '@movecall/eventlog';
import { sql } from 'drizzle-orm';
import { attempts, signIns } from './tables.ts';

export interface CallRetention {
  readonly attemptsMs: number;
  readonly loginsMs: number;
}

/**
 * - An attempt is kept, from its end on, for as long as a repeated idempotency key finds its call. Its id is not needed any more: the
 *   call has it, and a void attempt's request to manage ended within seconds.
 * - A sign-in is of no use once its code has expired.
 */
export const callRules = ({ attemptsMs, loginsMs }: CallRetention): readonly RetentionRule[] => [
  {
    rows: 'attempts',
    keptMs: attemptsMs,
    deleteOlder: olderRows(attempts, attempts.settledAt, sql`${attempts.status} <> 'PENDING'`),
  },
  { rows: 'sign_ins', keptMs: loginsMs, deleteOlder: olderRows(signIns, signIns.expiresAt) },
];
