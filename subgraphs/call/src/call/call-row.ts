import { type Call, type Mover, moverIdOf } from './call.ts';
import type { KeptRecord } from './call-record.ts';
import type { calls } from '../tables.ts';

/** Mapping between a call and its row. */

export type CallRow = typeof calls.$inferSelect;

/** The columns that hold where a call stands, and when and for how much it takes place. */
export const columnsOf = (call: Call) => {
  const mover = 'mover' in call ? call.mover : null;
  return {
    version: call.version,
    status: call.status,
    movingOn: call.record.movingOn,
    slot: call.record.slot,
    cost: call.record.cost,
    waitingReason: call.status === 'ASSIGNING' ? call.waitingReason : null,
    moverId: moverIdOf(call),
    moverName: mover?.name ?? null,
    moverTel: mover?.tel ?? null,
    moverPlate: mover?.plate ?? null,
    cancelledBy: call.status === 'CANCELLED' ? call.by : null,
    cancelReason: call.status === 'CANCELLED' ? call.reason : null,
    updatedAt: call.at,
  };
};

export const rowOf = (call: Call): CallRow => ({ ...call.record, ...columnsOf(call) });

export function callOf(row: CallRow): Call {
  const { version, status, updatedAt: at } = row;
  const record = recordIn(row);
  const common = { version, at, record };
  switch (status) {
    case 'REQUESTED':
      return { ...common, status };
    case 'ASSIGNING':
      return { ...common, status, waitingReason: row.waitingReason };
    case 'CONFIRMED':
    case 'IN_PROGRESS':
    case 'COMPLETED':
      return { ...common, status, mover: required(row, moverIn(row)) };
    case 'CANCELLED':
      return {
        ...common,
        status,
        by: required(row, row.cancelledBy),
        reason: row.cancelReason,
        formerMoverId: row.moverId,
      };
    default:
      return status satisfies never;
  }
}

const recordIn = ({
  id,
  ownerId,
  tel,
  moveType,
  location,
  destination,
  movingOn,
  slot,
  cost,
  quoteId,
  requestedAt,
  erasedAt,
}: CallRow): KeptRecord => ({
  id,
  ownerId,
  tel,
  moveType,
  location,
  destination,
  movingOn,
  slot,
  cost,
  quoteId,
  requestedAt,
  erasedAt,
});

/** A value that a check of the table requires. */
function required<T>({ id, status }: CallRow, value: T | null): T {
  if (value === null) throw new Error(`call ${id} is ${status}, but its row is incomplete`);
  return value;
}

/** The mover in a row; null when the row has none. */
export function moverIn(
  row: Pick<CallRow, 'moverId' | 'moverName' | 'moverTel' | 'moverPlate'>,
): Mover | null {
  const { moverId: id, moverName: name, moverTel: tel, moverPlate: plate } = row;
  return id === null || name === null || tel === null || plate === null ? null : { id, name, tel, plate };
}
