import type { Database } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import type { Viewer } from '@movecall/identity';
import { type Canceller, decide, type Refusal } from './call.ts';
import type { CallRecord } from './call-record.ts';
import type { CommandMetadata } from './outbox.ts';
import type { CallStore } from './store.ts';

export interface Cancellation {
  readonly id: string;
  readonly viewer: Viewer;
  readonly reason: string | null;
}

/**
 * Cancels a call for its owner or an operator.
 *
 * @returns null when the call is cancelled. NOT_FOUND also stands for another customer's call.
 */
export type Cancel = (
  cancellation: Cancellation,
  metadata: CommandMetadata,
) => Promise<Refusal | 'NOT_FOUND' | null>;

export const createCancel =
  ({ db, calls }: { readonly db: Database; readonly calls: CallStore }): Cancel =>
  async ({ id, viewer, reason }, metadata) => {
    const outcome = await db.transaction(async (tx) => {
      const decision = await calls.change<Refusal | 'NOT_FOUND'>(
        tx,
        id,
        (call, { ownerId, erasedAt }) => {
          const by = cancellerOf(viewer, { ownerId });
          if (by === null) return { refusal: 'NOT_FOUND' };
          const decided = decide(call, { type: 'cancel', by, reason });
          // The day of an erased call is over.
          return 'changes' in decided && erasedAt !== null ? { refusal: 'NOT_CANCELLABLE' } : decided;
        },
        metadata,
      );
      if (decision === null) return 'NOT_FOUND';
      if ('refusal' in decision) return decision.refusal;
      await failpoint('call.cancel-made');
      return null;
    });
    if (outcome === null) await failpoint('call.cancel-committed');
    return outcome;
  };

/** As whom a viewer may cancel a call; null when the viewer may not. */
function cancellerOf(viewer: Viewer, { ownerId }: Pick<CallRecord, 'ownerId'>): Canceller | null {
  if (viewer.id === ownerId) return 'CUSTOMER';
  return viewer.role === 'OPERATOR' ? 'OPERATOR' : null;
}
