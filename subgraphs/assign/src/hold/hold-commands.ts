import type { Cause, Database } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import { eq } from 'drizzle-orm';
import type { ExecuteAssignments } from '../executor.ts';
import type { HoldRefusal, ReschedulingCommand } from './rescheduling.ts';
import { holds } from '../tables.ts';

/** A time that is to be held for a call. */
export type AskedHold = Omit<Extract<ReschedulingCommand, { type: 'hold' }>, 'type'>;

/** The team whose time is held, or why none is. */
export type HoldAnswer =
  { readonly outcome: 'HELD'; readonly moverId: string | null } | { readonly outcome: HoldRefusal };

/** Holds a time for a call. Asking again gets the same answer, as long as the time is held. */
export type HoldTime = (asked: AskedHold, cause: Cause) => Promise<HoldAnswer>;

export const createHoldTime =
  (db: Database, execute: ExecuteAssignments): HoldTime =>
  async (asked, cause) => {
    const answer = await db.transaction(async (tx): Promise<HoldAnswer> => {
      const [decision] = await execute(tx, [
        { id: asked.callId, command: { type: 'hold', ...asked }, cause },
      ]);
      if (decision && 'refusal' in decision) return { outcome: decision.refusal as HoldRefusal };
      await failpoint('assign.time-held');
      const [row] = await tx.select().from(holds).where(eq(holds.id, asked.attemptId));
      return { outcome: 'HELD', moverId: row?.moverId ?? null };
    });
    await failpoint('assign.hold-committed');
    return answer;
  };
