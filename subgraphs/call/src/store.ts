import type { Transaction } from '@movecall/eventlog';
import type { MoveCallStatus } from '@movecall/schema/events';
import { afterCommit } from '@movecall/database';
import type { Sealer } from '@movecall/eventlog/sealer';
import { eq } from 'drizzle-orm';
import {
  accept,
  type Call,
  type Decision,
  evolve,
  type Mover,
  moverIdOf,
  type StatusChange,
} from './call.ts';
import type { CallRecord } from './call-record.ts';
import { factsOf, type StateFacts, type Work } from './facts.ts';
import { calls, timeline } from './tables.ts';

export interface CallStore {
  /** A call begins. For the transaction that accepts its attempt. */
  insert(tx: Transaction, record: CallRecord, work: Work): Promise<void>;
  /**
   * Loads a call, lets `decide` decide, and writes what changed with its timeline and its events; others who would change
   * it wait until the transaction ends.
   *
   * @returns null when there is no such call.
   */
  change<R extends string>(
    tx: Transaction,
    id: string,
    decide: (call: Call, record: CallRecord) => Decision<R>,
    work: Work,
  ): Promise<Decision<R> | null>;
}

/** How a call came to a status. */
export interface StatusCame {
  /** Since it was requested. */
  readonly afterMs: number;
  /** Whether it had to wait for a mover: that takes as long as it takes. */
  readonly waited: boolean;
}

export interface CallStoreDeps {
  readonly state: StateFacts;
  readonly sealer: Sealer;
  /** Hears of each status once it is committed. */
  readonly onStatus?: (status: MoveCallStatus, came: StatusCame) => void;
}

export function createCallStore({ state, sealer, onStatus = () => undefined }: CallStoreDeps): CallStore {
  async function note(
    tx: Transaction,
    record: CallRecord,
    changes: readonly StatusChange[],
    work: Work,
  ): Promise<void> {
    await tx.insert(timeline).values(
      changes.map((change) => ({
        callId: record.id,
        version: change.version,
        status: change.status,
        waitingReason: change.status === 'ASSIGNING' ? change.waitingReason : null,
        at: work.now,
      })),
    );
    await state(
      tx,
      work,
      changes.flatMap((change) => factsOf(record, change, work.now, sealer)),
    );
  }

  return {
    async insert(tx, record, work) {
      const change = accept();
      await tx
        .insert(calls)
        .values({ ...record, ...columnsOf(change), requestedAt: work.now, updatedAt: work.now });
      await note(tx, record, [change], work);
      afterCommit(tx, () => onStatus(change.status, { afterMs: 0, waited: false }));
    },
    async change(tx, id, decide, work) {
      const [row] = await tx.select().from(calls).where(eq(calls.id, id)).for('update');
      if (!row) return null;
      const call = callOf(row);
      const decision = decide(call, row);
      if ('refusal' in decision || decision.changes.length === 0) return decision;
      const after = decision.changes.reduce(evolve, call);
      await tx
        .update(calls)
        .set({ ...columnsOf(after), updatedAt: work.now })
        .where(eq(calls.id, id));
      await note(tx, row, decision.changes, work);
      const came = {
        afterMs: work.now.getTime() - row.requestedAt.getTime(),
        // A call that has a reason to wait keeps one until it waits no more.
        waited: row.waitingReason !== null,
      };
      let before: MoveCallStatus = call.status;
      for (const { status } of decision.changes) {
        // A new reason to wait is a change, and no other status.
        if (status !== before) afterCommit(tx, () => onStatus(status, came));
        before = status;
      }
      return decision;
    },
  };
}

type Row = typeof calls.$inferSelect;

/** The columns that tell a call's state. */
const columnsOf = (call: Call) => {
  const mover = 'mover' in call ? call.mover : null;
  return {
    version: call.version,
    status: call.status,
    waitingReason: call.status === 'ASSIGNING' ? call.waitingReason : null,
    moverId: moverIdOf(call),
    moverName: mover?.name ?? null,
    moverTel: mover?.tel ?? null,
    moverPlate: mover?.plate ?? null,
    cancelledBy: call.status === 'CANCELLED' ? call.by : null,
    cancelReason: call.status === 'CANCELLED' ? call.reason : null,
  };
};

function callOf(row: Row): Call {
  const { version, status } = row;
  switch (status) {
    case 'REQUESTED':
      return { version, status };
    case 'ASSIGNING':
      return { version, status, waitingReason: row.waitingReason };
    case 'CONFIRMED':
    case 'IN_PROGRESS':
    case 'COMPLETED':
      return { version, status, mover: present(moverOf(row)) };
    case 'CANCELLED':
      return {
        version,
        status,
        by: present(row.cancelledBy),
        reason: row.cancelReason,
        formerMoverId: row.moverId,
      };
    default:
      return status satisfies never;
  }
}

/** The table's checks see to it; a row that breaks them is a fault. */
function present<T>(value: T | null): T {
  if (value === null) throw new Error('a row of calls is incomplete');
  return value;
}

/** The mover that a row tells of. */
export function moverOf(row: Pick<Row, 'moverId' | 'moverName' | 'moverTel' | 'moverPlate'>): Mover | null {
  const { moverId: id, moverName: name, moverTel: tel, moverPlate: plate } = row;
  return id === null || name === null || tel === null || plate === null ? null : { id, name, tel, plate };
}
