import { afterCommit } from '@movecall/database';
import { arrayOf, insertRows, readRows, selectRows, updateRows } from '@movecall/database/rows';
import type { Change, Store } from '@movecall/decider';
import type { Transaction } from '@movecall/eventlog';
import type { MoveCallStatus } from '@movecall/schema/events';
import { sql } from 'drizzle-orm';
import {
  type Call,
  type CallCommand,
  callDecider,
  type CallFact,
  type CallState,
  initialCall,
} from './call/call.ts';
import { callOf, columnsOf, rowOf } from './call/call-row.ts';
import { calls, timeline } from './tables.ts';

export interface StatusReached {
  readonly status: MoveCallStatus;
  /** Time since the call was requested. */
  readonly afterMs: number;
  /** Whether the call had a reason to wait for a mover. */
  readonly waited: boolean;
}

type CallChange = Change<CallState, CallFact>;

/**
 * Stores calls with their timeline.
 *
 * @param onStatusReached is called when a call has reached a status, after the commit
 */
export const createCallStore = (
  onStatusReached: (reached: StatusReached) => void = () => undefined,
): Store<CallState, CallCommand, CallFact> => ({
  async load(tx, commands) {
    const states = new Map(commands.map(({ id }) => [id, initialCall]));
    // A call that is to be accepted is not stored yet: whoever settles its attempt does so once.
    const stored = commands.filter(({ command }) => command.type !== 'accept').map(({ id }) => id);
    for (const row of await callsOf(tx, stored)) states.set(row.id, callOf(row));
    return states;
  },

  async save(tx, changes) {
    const fresh = changes.filter(({ before }) => before.status === 'NONE').map(({ after }) => callIn(after));
    const known = changes.filter(({ before }) => before.status !== 'NONE').map(({ after }) => callIn(after));
    // The driver sends them in this order, without waiting in between.
    await Promise.all([
      fresh.length > 0 && tx.execute(insertRows(calls, fresh.map(rowOf))),
      known.length > 0 && tx.execute(updateRows(calls, 'id', known.map(changedRow))),
      tx.execute(insertRows(timeline, changes.flatMap(timelineOf))),
    ]);
    const reached = changes.flatMap(statusesReached);
    afterCommit(tx, () => reached.forEach(onStatusReached));
  },
});

/**
 * Locks and loads calls, in the order of their ids. Their ids never change, so this lock keeps out other changes, and not the foreign
 * keys of new rows.
 */
async function callsOf(tx: Transaction, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const rows = await tx.execute(
    sql`${selectRows(calls)} where id = any(${arrayOf(ids)}::uuid[]) order by id for no key update`,
  );
  return readRows(calls, rows);
}

function callIn(state: CallState): Call {
  if (state.status === 'NONE') throw new Error('a call without a status cannot be stored; report a bug');
  return state;
}

const changedRow = (call: Call) => ({ id: call.record.id, ...columnsOf(call) });

const timelineOf = ({ id: callId, recorded }: CallChange) =>
  recorded.map(({ fact }) => ({
    callId,
    version: fact.version,
    status: fact.status,
    waitingReason: fact.status === 'ASSIGNING' ? fact.waitingReason : null,
    rescheduledTo: fact.rescheduled?.to.movingOn ?? null,
    at: fact.at,
  }));

/** The statuses that a call reaches by a change. A new reason to wait is a fact without a new status. */
function statusesReached({ before, after, recorded }: CallChange): StatusReached[] {
  const { requestedAt } = callIn(after).record;
  let state = before;
  return recorded.flatMap(({ fact }): StatusReached[] => {
    const last = state;
    state = callDecider.evolve(state, fact);
    if (fact.status === last.status) return [];
    // A call keeps its reason to wait until it leaves ASSIGNING.
    const waited = last.status === 'ASSIGNING' && last.waitingReason !== null;
    return [{ status: fact.status, afterMs: fact.at.getTime() - requestedAt.getTime(), waited }];
  });
}
