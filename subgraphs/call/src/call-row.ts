import { type Call, type Mover, moverIdOf } from './call.ts';
import type { CallRecord } from './call-record.ts';
import type { calls } from './tables.ts';

/** Mapping between a call's state and its row. */

export type CallRow = typeof calls.$inferSelect;

/**
 * The record of a call.
 *
 * @throws Error when its personal data was erased: only a call that is over is erased, and its state never changes again
 */
export function recordOf(row: CallRow): CallRecord {
  const { tel } = row;
  if (tel === null) throw new Error(`call ${row.id} was erased; it cannot change`);
  return { ...row, tel };
}

/** The columns that hold a call's state. */
export const columnsOf = (call: Call) => {
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

export function callOf(row: CallRow): Call {
  const { version, status } = row;
  switch (status) {
    case 'REQUESTED':
      return { version, status };
    case 'ASSIGNING':
      return { version, status, waitingReason: row.waitingReason };
    case 'CONFIRMED':
    case 'IN_PROGRESS':
    case 'COMPLETED':
      return { version, status, mover: required(row, moverIn(row)) };
    case 'CANCELLED':
      return {
        version,
        status,
        by: required(row, row.cancelledBy),
        reason: row.cancelReason,
        formerMoverId: row.moverId,
      };
    default:
      return status satisfies never;
  }
}

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
