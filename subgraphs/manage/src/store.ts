import { appendEvents, type Cause, type Database, type Transaction } from '@movecall/eventlog';
import { eq, inArray, sql } from 'drizzle-orm';
import { erasedPlace } from '@movecall/values/erased-place';
import { decide, type Decision, type OrderCommand, type OrderState } from './order.ts';
import { orders, tombstones } from './tables.ts';

export type OrderRow = typeof orders.$inferSelect;

export interface OrderStoreDeps {
  readonly now: () => Date;
  readonly newId: () => string;
}

export type OrderStore = ReturnType<typeof createOrderStore>;

/** Stores orders and tombstones. A change and its events are one transaction. */
export function createOrderStore({ now, newId }: OrderStoreDeps) {
  return {
    /** Decides a command on a call's order, and stores the new state and its events in the given transaction. */
    async handle(tx: Transaction, callId: string, command: OrderCommand, cause: Cause): Promise<Decision> {
      await lock(tx, callId);
      const decision = decide(callId, await load(tx, callId), command);
      if (decision.type === 'changed') {
        await save(tx, callId, decision.state, command, now());
        await appendEvents(tx, { producer: 'manage', cause, now: now(), newId }, decision.facts);
      }
      return decision;
    },

    /** The orders of calls, in the order of the ids; null for a call without one. */
    async find(db: Database, callIds: readonly string[]): Promise<(OrderRow | null)[]> {
      const rows = await db.select().from(orders).where(inArray(orders.callId, callIds));
      const byCall = new Map(rows.map((row) => [row.callId, row]));
      return callIds.map((callId) => byCall.get(callId) ?? null);
    },
  };
}

/**
 * Serialises the commands on one call. It is an advisory lock, since an acceptance and a withdrawal may arrive together before
 * there is a row to lock.
 */
const lock = (tx: Transaction, callId: string): Promise<unknown> =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${callId}, 0))`);

async function load(tx: Transaction, callId: string): Promise<OrderState> {
  const [order] = await tx.select().from(orders).where(eq(orders.callId, callId));
  if (!order) {
    const [tombstone] = await tx.select().from(tombstones).where(eq(tombstones.callId, callId));
    return { status: tombstone ? 'VOID' : 'NONE' };
  }
  const { status, moverId } = order;
  if (status === 'CANCELLED') return { status, formerMoverId: moverId };
  if (status !== 'ASSIGNED') return { status };
  if (moverId === null) throw new Error(`order ${callId} is ASSIGNED, but its row has no mover`);
  return { status, moverId };
}

/** Leaves the district of an order's home. */
async function eraseLocation(tx: Transaction, callId: string): Promise<void> {
  const [order] = await tx
    .select({ location: orders.location })
    .from(orders)
    .where(eq(orders.callId, callId));
  if (!order) return;
  await tx
    .update(orders)
    .set({ location: erasedPlace(order.location) })
    .where(eq(orders.callId, callId));
}

async function save(
  tx: Transaction,
  callId: string,
  state: OrderState,
  command: OrderCommand,
  at: Date,
): Promise<void> {
  switch (state.status) {
    case 'NONE':
      return;
    case 'VOID':
      await tx.insert(tombstones).values({ callId, at });
      return;
    case 'ACCEPTED':
    case 'WAITING':
    case 'ASSIGNED':
    case 'CANCELLED': {
      if (command.type === 'erase') return await eraseLocation(tx, callId);
      const change = {
        status: state.status,
        ...(state.status === 'ASSIGNED' && { moverId: state.moverId }),
        ...(state.status === 'CANCELLED' && { moverId: state.formerMoverId }),
        updatedAt: at,
      };
      if (command.type === 'accept') {
        const { ownerTel: _, ...request } = command.request;
        await tx.insert(orders).values({ ...request, ...change, requestedAt: at });
      } else await tx.update(orders).set(change).where(eq(orders.callId, callId));
      return;
    }
    default:
      state satisfies never;
  }
}
