import { appendEvents, type Cause, type Database, type Transaction } from '@movecall/eventlog';
import { eq, sql } from 'drizzle-orm';
import { decide, type Decision, type OrderCommand, type OrderState } from './order.ts';
import { orders, tombstones } from './tables.ts';

export type OrderRow = typeof orders.$inferSelect;

export interface StoreOptions {
  readonly now: () => Date;
  readonly newId: () => string;
}

export type OrderStore = ReturnType<typeof createOrderStore>;

/** Orders and their tombstones: one transaction holds a change of state and the events that tell of it. */
export function createOrderStore({ now, newId }: StoreOptions) {
  return {
    /** Decides a command on a call's order and stores what follows, in the caller's transaction. */
    async handle(tx: Transaction, callId: string, command: OrderCommand, cause: Cause): Promise<Decision> {
      await lock(tx, callId);
      const decision = decide(callId, await load(tx, callId), command);
      if (decision.type === 'changed') {
        await save(tx, callId, decision.state, command, now());
        await appendEvents(tx, { producer: 'manage', cause, now: now(), newId }, decision.facts);
      }
      return decision;
    },

    async find(db: Database, callId: string): Promise<OrderRow | null> {
      const [row] = await db.select().from(orders).where(eq(orders.callId, callId));
      return row ?? null;
    },
  };
}

/**
 * One command at a time per call: an acceptance and the withdrawal of the same call may come in the same moment, when there
 * is no row yet that could be locked.
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
  if (status !== 'ASSIGNED') return { status };
  if (moverId === null) throw new Error(`order ${callId} is assigned to nobody`);
  return { status, moverId };
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
      const change = {
        status: state.status,
        // Stays when the order is cancelled: who had it may still look at it.
        ...(state.status === 'ASSIGNED' && { moverId: state.moverId }),
        updatedAt: at,
      };
      if (command.type === 'accept')
        await tx.insert(orders).values({ ...command.request, ...change, requestedAt: at });
      else await tx.update(orders).set(change).where(eq(orders.callId, callId));
      return;
    }
    default:
      state satisfies never;
  }
}
