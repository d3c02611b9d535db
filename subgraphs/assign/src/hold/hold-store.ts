import { arrayOf, insertRows, readRows, selectRows } from '@movecall/database/rows';
import type { Change } from '@movecall/decider';
import type { Transaction } from '@movecall/eventlog';
import { sql } from 'drizzle-orm';
import type { AssignmentFact } from '../assignment/assignment-fact.ts';
import type { Board } from '../assignment/board.ts';
import type { HoldState } from './hold.ts';
import { rangeOfSlot } from '../slots.ts';
import { bookings, holds } from '../tables.ts';

/** Reads and writes holds. */

/** The holds with some ids, and those of some calls that are held, by their ids. */
export async function holdsOf(
  tx: Transaction,
  { ids, callIds }: { readonly ids: readonly string[]; readonly callIds: readonly string[] },
): Promise<ReadonlyMap<string, HoldState>> {
  if (ids.length + callIds.length === 0) return new Map();
  const rows = await tx.execute(sql`${selectRows(holds)} where id = any(${arrayOf(ids)}::uuid[])
    or (status = 'HELD' and call_id = any(${arrayOf(callIds)}::uuid[]))`);
  return new Map(readRows(holds, rows).map((row) => [row.id, toHold(row)]));
}

function toHold({ status, ...row }: typeof holds.$inferSelect): HoldState {
  const { id, callId, moverId, movingOn, slot, takes, distanceMeters, reason, isGivenBack } = row;
  if (status === 'OVER') return { status, callId };
  if (moverId === null || movingOn === null || slot === null || takes === null || distanceMeters === null)
    throw new Error(`hold ${id} is HELD, but its row does not say what`);
  return {
    status,
    isGivenBack,
    hold: { id, callId, moverId, movingOn, slot, takes, distanceMeters, reason },
  };
}

/** Ends holds before assignments are written, since these take the time that was held. */
export async function endHolds(
  tx: Transaction,
  { before, after, recorded }: Change<Board, AssignmentFact>,
): Promise<void> {
  const ended = recorded.flatMap(({ fact }) => (fact.type === 'HoldEnded' ? [fact] : []));
  if (ended.length === 0) return;
  const ids = arrayOf(ended.map(({ holdId }) => holdId));
  await tx.execute(sql`delete from ${bookings} where ${bookings.callId} = any(${ids}::uuid[])`);
  await tx.execute(sql`update ${holds} set status = 'OVER', reason = null, changed_at = ${after.at.toISOString()}
    where ${holds.id} = any(${ids}::uuid[])`);
  const tombstones = ended
    .filter(({ holdId }) => !before.holds.has(holdId))
    .map(({ holdId: id, callId }) => ({ id, callId, status: 'OVER' as const, changedAt: after.at }));
  if (tombstones.length > 0) await tx.execute(insertRows(holds, tombstones));
}

/** Notes on holds that their team has given the call back. */
export async function markHolds(
  tx: Transaction,
  { before, after }: Change<Board, AssignmentFact>,
): Promise<void> {
  const isGivenBack = (state: HoldState | undefined) => state?.status === 'HELD' && state.isGivenBack;
  const marked = [...after.holds].filter(
    ([id, state]) => isGivenBack(state) && !isGivenBack(before.holds.get(id)),
  );
  if (marked.length === 0) return;
  await tx.execute(sql`update ${holds} set is_given_back = true
    where ${holds.id} = any(${arrayOf(marked.map(([id]) => id))}::uuid[])`);
}

/** Keeps the time of fresh holds: what the call's own job of the same mover does not take. */
export async function makeHolds(
  tx: Transaction,
  { after, recorded }: Change<Board, AssignmentFact>,
): Promise<void> {
  const made = recorded.flatMap(({ fact }) => {
    if (fact.type !== 'Held') return [];
    const { hold } = fact;
    const during = rangeOfSlot(hold.movingOn, hold.takes);
    return [{ ...hold, status: 'HELD' as const, during, changedAt: after.at }];
  });
  if (made.length === 0) return;
  await tx.execute(insertRows(holds, made));
  await tx.execute(sql`
    insert into ${bookings} (mover_id, during, call_id)
    select held.mover_id, held.missing, held.id from (
      select mover_id, id, during - coalesce((select own.during from ${bookings} own
        where own.call_id = ${holds.callId} and own.mover_id = ${holds.moverId} and own.during && ${holds.during}),
        'empty'::tstzrange) as missing
      from ${holds} where ${holds.id} = any(${arrayOf(made.map(({ id }) => id))}::uuid[])
    ) as held where not isempty(held.missing)`);
}
