import { regionOfPlace } from '@movecall/values/region-in-full';
import type { Tel } from '@movecall/values/tel';
import type { AssignmentFact, CallState, HeldAssignment } from './board.ts';
import type { AssignmentRequest } from './dispatch.ts';
import { rangeOfSlot, slotTaken } from './slots.ts';
import type { assignments, requests } from './tables.ts';

/** Mapping between what is on a board and its rows. */

type RequestRow = typeof requests.$inferSelect;
/** A row that is not a tombstone. The constraint `requests_details` makes all its columns present. */
type DetailedRow = {
  [Column in keyof RequestRow]: Column extends 'ownerTel' | 'tons'
    ? RequestRow[Column]
    : NonNullable<RequestRow[Column]>;
};

/** @param assignment its active one */
export function toCall(row: RequestRow, assignment: HeldAssignment | null): CallState {
  if (row.requestedAt === null) return { status: 'VOID' };
  const request = toRequest(row);
  const { callId, status, waitingReason: reason } = row;
  if (status === 'CANCELLED') return { status, request };
  if (status === 'WAITING' && reason !== null) return { status, request, reason };
  if (status === 'ASSIGNED' && assignment !== null) return { status, request, assignment };
  throw new Error(`call ${callId} is ${status}, but its rows do not say with what`);
}

function toRequest(row: RequestRow): AssignmentRequest {
  const {
    callId,
    ownerId,
    ownerTel,
    moveType,
    address,
    latitude,
    longitude,
    movingOn,
    slot,
    tons,
    cost,
    hasQuote,
    requestedAt,
  } = row as DetailedRow;
  const location = { address, district: row.district, latitude, longitude };
  const move = { moveType, location, movingOn, slot, tons };
  return { callId, ownerId, ownerTel, ...move, cost, hasQuote, requestedAt };
}

/** All columns of a call that was not known before. */
export const requestRow = (callId: string, call: CallState) => ({
  ...statusColumns(callId, call),
  ...detailColumns(call),
  ...placeColumns(call),
});

/** The columns that change with the status. A phone is kept while a team may be looked for. */
export const statusColumns = (callId: string, call: CallState) => ({
  callId,
  status: call.status === 'VOID' ? ('CANCELLED' as const) : call.status,
  waitingReason: call.status === 'WAITING' ? call.reason : null,
  ownerTel: telOf(call),
});

const placeColumns = (call: CallState) => {
  const {
    address = null,
    district = null,
    latitude = null,
    longitude = null,
  } = requestOf(call)?.location ?? {};
  return { address, district, latitude, longitude };
};

/** The columns that change when a call is rescheduled. */
export const timeColumns = (callId: string, call: CallState) => {
  const { movingOn, slot, during, cost } = detailColumns(call);
  return { callId, movingOn, slot, during, cost };
};

/** The columns that change when a call is erased. */
export const erasedColumns = (callId: string, call: CallState) => ({
  callId,
  ...placeColumns(call),
  ownerTel: telOf(call),
});

const telOf = (call: CallState): Tel | null =>
  call.status === 'WAITING' || call.status === 'ASSIGNED' ? call.request.ownerTel : null;

function detailColumns(call: CallState) {
  const request = requestOf(call);
  return {
    ownerId: request?.ownerId ?? null,
    moveType: request?.moveType ?? null,
    movingOn: request?.movingOn ?? null,
    slot: request?.slot ?? 'ALL_DAY',
    tons: request?.tons ?? null,
    region: request ? regionOfPlace(request.location) : null,
    during: request ? rangeOfSlot(request.movingOn, request.slot) : null,
    cost: request?.cost ?? null,
    hasQuote: request?.hasQuote ?? false,
    requestedAt: request?.requestedAt ?? null,
  };
}

const requestOf = (call: CallState): AssignmentRequest | null => ('request' in call ? call.request : null);

type Released = Extract<AssignmentFact, { type: 'Released' }>;

/** The columns that change when an assignment is released. */
export const releaseColumns = (lost: Released | null, at: Date) => ({
  status: lost === null ? ('ACTIVE' as const) : ('RELEASED' as const),
  releasedAt: lost && at,
  releasedCause: lost && lost.cause,
  releasedReason: lost && lost.reason,
});

/** The row of an assignment that is made. @param lost that it is released again at once */
export function assignmentRow(
  { request, assignmentId: id, mover, distanceMeters }: Extract<AssignmentFact, { type: 'Assigned' }>,
  at: Date,
  lost: Released | null,
): typeof assignments.$inferInsert {
  const { callId, ownerId, movingOn, slot } = request;
  return {
    id,
    callId,
    ownerId,
    moverId: mover.id,
    moverCompanyId: mover.company?.id ?? null,
    during: rangeOfSlot(movingOn, slotTaken(mover.slotsPerDay, slot)),
    distanceMeters,
    assignedAt: at,
    ...releaseColumns(lost, at),
  };
}

/** The columns of an assignment that is moved to another time. */
export const movedRow = (
  { movingOn, slot }: AssignmentRequest,
  { assignmentId: id, mover }: NonNullable<Extract<AssignmentFact, { type: 'Rescheduled' }>['kept']>,
) => ({ id, during: rangeOfSlot(movingOn, slotTaken(mover.slotsPerDay, slot)) });
