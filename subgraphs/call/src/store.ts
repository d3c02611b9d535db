import { afterCommit } from '@movecall/database';
import type { Transaction } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import type { MoveCallStatus } from '@movecall/schema/events';
import { eq } from 'drizzle-orm';
import { accept, type Call, type Decision, evolve, type StatusChange } from './call.ts';
import { eventsOf } from './call-events.ts';
import type { CallRecord } from './call-record.ts';
import { callOf, type CallRow, columnsOf, recordOf } from './call-row.ts';
import type { AppendFacts, CommandMetadata } from './outbox.ts';
import { calls, timeline } from './tables.ts';

export interface CallStore {
  /** Creates a call, in the transaction that accepts its attempt. */
  insert(tx: Transaction, record: CallRecord, metadata: CommandMetadata): Promise<void>;
  /**
   * Locks and loads a call, calls `decide`, and stores the changes with their timeline and events.
   *
   * @returns null when there is no such call.
   */
  change<R extends string>(
    tx: Transaction,
    id: string,
    decide: (call: Call, row: Pick<CallRow, 'ownerId' | 'erasedAt'>) => Decision<R>,
    metadata: CommandMetadata,
  ): Promise<Decision<R> | null>;
}

export interface StatusReached {
  readonly status: MoveCallStatus;
  /** Time since the call was requested. */
  readonly afterMs: number;
  /** Whether the call had a reason to wait for a mover. */
  readonly waited: boolean;
}

export interface CallStoreDeps {
  readonly appendFacts: AppendFacts;
  readonly sealer: Sealer;
  /** Is called when a call has reached a status, after the commit. */
  readonly onStatusReached?: (reached: StatusReached) => void;
}

export function createCallStore({
  appendFacts,
  sealer,
  onStatusReached = () => undefined,
}: CallStoreDeps): CallStore {
  /** Stores the timeline and the events of changes. */
  async function appendChanges(
    tx: Transaction,
    record: CallRecord,
    changes: readonly StatusChange[],
    metadata: CommandMetadata,
  ): Promise<void> {
    await tx.insert(timeline).values(changes.map((change) => timelineRow(record.id, change, metadata.now)));
    const facts = changes.flatMap((change) => eventsOf(record, change, metadata.now, sealer));
    await appendFacts(tx, metadata, facts);
  }

  return {
    async insert(tx, record, metadata) {
      const { now } = metadata;
      const change = accept();
      await tx.insert(calls).values({ ...record, ...columnsOf(change), requestedAt: now, updatedAt: now });
      await appendChanges(tx, record, [change], metadata);
      afterCommit(tx, () => onStatusReached({ status: change.status, afterMs: 0, waited: false }));
    },

    async change(tx, id, decide, metadata) {
      const [row] = await tx.select().from(calls).where(eq(calls.id, id)).for('update');
      if (!row) return null;
      const call = callOf(row);
      const decision = decide(call, row);
      if ('refusal' in decision || decision.changes.length === 0) return decision;
      const after = decision.changes.reduce(evolve, call);
      await tx
        .update(calls)
        .set({ ...columnsOf(after), updatedAt: metadata.now })
        .where(eq(calls.id, id));
      await appendChanges(tx, recordOf(row), decision.changes, metadata);
      for (const reached of reachedStatuses(row, decision.changes, metadata.now))
        afterCommit(tx, () => onStatusReached(reached));
      return decision;
    },
  };
}

const timelineRow = (callId: string, change: StatusChange, at: Date): typeof timeline.$inferInsert => ({
  callId,
  version: change.version,
  status: change.status,
  waitingReason: change.status === 'ASSIGNING' ? change.waitingReason : null,
  at,
});

/** The statuses that a call reaches by changes. A new reason to wait is a change without a new status. */
function reachedStatuses(before: CallRow, changes: readonly StatusChange[], now: Date): StatusReached[] {
  const afterMs = now.getTime() - before.requestedAt.getTime();
  // A call keeps its reason to wait until it leaves ASSIGNING.
  const waited = before.waitingReason !== null;
  const statuses = [before.status, ...changes.map(({ status }) => status)];
  return changes
    .filter(({ status }, index) => status !== statuses[index])
    .map(({ status }) => ({ status, afterMs, waited }));
}
