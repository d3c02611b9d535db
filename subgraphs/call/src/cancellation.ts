import type { Database } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import type { Viewer } from '@movecall/identity';
import { type Canceller, decide, type Refusal } from './call.ts';
import type { Work } from './facts.ts';
import type { CallRecord } from './call-record.ts';
import type { CallStore } from './store.ts';

/** Who a viewer is to a call that they would cancel; null when it is not theirs to cancel. */
function cancellerOf(viewer: Viewer, { ownerId }: Pick<CallRecord, 'ownerId'>): Canceller | null {
  if (viewer.id === ownerId) return 'CUSTOMER';
  return viewer.role === 'OPERATOR' ? 'OPERATOR' : null;
}

/**
 * Cancels a call for its owner or an operator.
 *
 * @returns null when it is done. NOT_FOUND stands for a call that is not there and for one of somebody else alike.
 */
export type Cancel = (
  cancellation: { readonly id: string; readonly viewer: Viewer; readonly reason: string | null },
  work: Work,
) => Promise<Refusal | 'NOT_FOUND' | null>;

export const createCancel =
  ({ db, calls }: { readonly db: Database; readonly calls: CallStore }): Cancel =>
  async ({ id, viewer, reason }, work) => {
    const outcome = await db.transaction(async (tx) => {
      const decision = await calls.change<Refusal | 'NOT_FOUND'>(
        tx,
        id,
        (call, record) => {
          const by = cancellerOf(viewer, record);
          return by === null ? { refusal: 'NOT_FOUND' } : decide(call, { type: 'cancel', by, reason });
        },
        work,
      );
      if (decision === null) return 'NOT_FOUND';
      if ('refusal' in decision) return decision.refusal;
      await failpoint('call.cancel-made');
      return null;
    });
    if (outcome === null) await failpoint('call.cancel-committed');
    return outcome;
  };
