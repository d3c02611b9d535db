import { lockIds } from '@movecall/database/id-locks';
import { arrayOf, insertRows, readRows, selectRows, updateRows } from '@movecall/database/rows';
import type { Change, Store } from '@movecall/decider';
import type { Database, Transaction } from '@movecall/eventlog';
import { inArray, sql } from 'drizzle-orm';
import { initialOrder, type OrderCommand, type OrderFact, type OrderState } from './order/order.ts';
import { orders, tombstones } from './tables.ts';

export type OrderRow = typeof orders.$inferSelect;
type OrderChange = Change<OrderState, OrderFact>;

/** Stores orders and tombstones, by the ids of their calls. */
export const createOrderStore = (now: () => Date): Store<OrderState, OrderCommand, OrderFact> => ({
  async load(tx, commands) {
    const ids = [...new Set(commands.map(({ id }) => id))].toSorted();
    const states = new Map(ids.map((id) => [id, initialOrder]));
    // An acceptance and a withdrawal may arrive together, before there is a row to lock.
    const [, rows, voided] = await Promise.all([lockIds(tx, ids), ordersOf(tx, ids), tombstonesOf(tx, ids)]);
    for (const { callId } of voided) states.set(callId, { status: 'VOID' });
    for (const row of rows) states.set(row.callId, stateOf(row));
    return states;
  },

  async save(tx, changes) {
    const at = now();
    const isNew = ({ before }: OrderChange): boolean => before.status === 'NONE';
    const voided = changes
      .filter(({ after }) => after.status === 'VOID')
      .map(({ id: callId }) => ({ callId, at }));
    const fresh = changes.filter(isNew).flatMap((change) => newRow(change, at));
    const known = changes.filter((change) => !isNew(change)).map((change) => changedRow(change, at));
    if (voided.length > 0) await tx.execute(insertRows(tombstones, voided));
    if (fresh.length > 0) await tx.execute(insertRows(orders, fresh));
    if (known.length > 0) await tx.execute(updateRows(orders, 'callId', known));
  },
});

/** The orders of calls, in the order of the ids; null for a call without one. */
export async function findOrders(db: Database, callIds: readonly string[]): Promise<(OrderRow | null)[]> {
  const rows = await db.select().from(orders).where(inArray(orders.callId, callIds));
  const byCall = new Map(rows.map((row) => [row.callId, row]));
  return callIds.map((callId) => byCall.get(callId) ?? null);
}

const ordersOf = async (tx: Transaction, ids: readonly string[]): Promise<OrderRow[]> =>
  readRows(orders, await tx.execute(sql`${selectRows(orders)} where call_id = any(${arrayOf(ids)}::uuid[])`));

const tombstonesOf = async (tx: Transaction, ids: readonly string[]) =>
  readRows(
    tombstones,
    await tx.execute(sql`${selectRows(tombstones)} where call_id = any(${arrayOf(ids)}::uuid[])`),
  );

function stateOf({
  callId,
  status,
  moverId,
  location,
  quoteId,
  announcedMoverId,
  ...row
}: OrderRow): OrderState {
  const { movingOn, slot, cost, quoteVersion, deposit } = row;
  const agreed = { movingOn, slot, cost, quoteVersion, deposit };
  const kept = { location, agreed, hasContract: quoteId !== null, announcedMoverId };
  if (status === 'CANCELLED') return { ...kept, status, formerMoverId: moverId };
  if (status !== 'ASSIGNED') return { ...kept, status };
  if (moverId === null) throw new Error(`order ${callId} is ASSIGNED, but its row has no mover`);
  return { ...kept, status, moverId };
}

/** The columns of a state. */
const columnsOf = (state: OrderState) => {
  if (!('location' in state)) throw new Error(`a call that is ${state.status} has no order`);
  const { status, location, agreed, announcedMoverId } = state;
  const moverId = status === 'ASSIGNED' ? state.moverId : status === 'CANCELLED' ? state.formerMoverId : null;
  return { status, location, ...agreed, moverId, announcedMoverId };
};

const newRow = ({ after, recorded }: OrderChange, at: Date) =>
  recorded.flatMap(({ fact }) => {
    if (fact.type !== 'Accepted') return [];
    const { callId, ownerId, moveType, agreement } = fact.request;
    const request = { callId, ownerId, moveType, quoteId: agreement?.quote.id ?? null };
    return [{ ...request, ...columnsOf(after), requestedAt: at, updatedAt: at }];
  });

const changedRow = ({ id: callId, after }: OrderChange, at: Date) => ({
  callId,
  ...columnsOf(after),
  updatedAt: at,
});
