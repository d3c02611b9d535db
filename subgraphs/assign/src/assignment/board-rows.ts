import { regionOfPlace } from '@movecall/values/region-in-full';
import type { Tel } from '@movecall/values/tel';
import type { AssignmentFact } from './assignment-fact.ts';
import type { CallState, HeldAssignment } from './call-state.ts';
import type { AssignmentRequest } from '../dispatch/dispatch.ts';
import { rangeOfSlot, slotTaken } from '../slots.ts';
import type { assignments, requests } from '../tables.ts';

/** Mapping between what is on a board and its rows. */

type RequestRow = typeof requests.$inferSelect;
/** A row that is not a tombstone. The constraint `requests_details` makes all its columns present. */
type DetailedRow = {
  [Column in keyof RequestRow]: Column extends 'ownerTel' | 'tons'
    ? RequestRow[Column]
    : NonNullable<RequestRow[Column]>;
};

/** An assignment that is read with its call. */
export interface HeldRow extends HeldAssignment {
  readonly distanceMeters: number;
  /** Null for one that was not offered. */
  readonly expiresAt: Date | null;
}

/** @param held its offered or active assignment */
export function toCall(row: RequestRow, held: HeldRow | null): CallState {
  if (row.requestedAt === null) return { status: 'VOID' };
  const request = toRequest(row);
  const { callId, status, waitingReason: reason } = row;
  if (status === 'CANCELLED') return { status, request };
  if (status === 'WAITING' && reason !== null) return { status, request, reason };
  if (held !== null) {
    const { distanceMeters, expiresAt, ...assignment } = held;
    if (status === 'ASSIGNED') return { status, request, assignment };
    if (status === 'OFFERED' && expiresAt !== null)
      return { status, request, assignment: { ...assignment, distanceMeters, expiresAt } };
  }
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
  'request' in call && call.status !== 'CANCELLED' ? call.request.ownerTel : null;

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
export const releaseColumns = ({ cause, reason }: Released, at: Date) => ({
  status: 'RELEASED' as const,
  releasedAt: at,
  releasedCause: cause,
  releasedReason: reason,
});

/** The row of an assignment that is made. @param lost that it is released again at once */
export function assignmentRow(
  made: Extract<AssignmentFact, { type: 'Assigned' | 'Offered' }>,
  at: Date,
  lost: Released | null,
): typeof assignments.$inferInsert {
  const { request, assignmentId: id, mover, distanceMeters } = made;
  const { callId, ownerId, movingOn, slot } = request;
  const held = { status: made.type === 'Offered' ? ('OFFERED' as const) : ('ACTIVE' as const) };
  return {
    id,
    callId,
    ownerId,
    moverId: mover.id,
    moverCompanyId: mover.company?.id ?? null,
    during: rangeOfSlot(movingOn, slotTaken(mover.slotsPerDay, slot)),
    distanceMeters,
    assignedAt: at,
    expiresAt: made.type === 'Offered' ? made.expiresAt : null,
    ...(lost
      ? releaseColumns(lost, at)
      : { ...held, releasedAt: null, releasedCause: null, releasedReason: null }),
  };
}

/** The columns of an assignment that is moved to another time. */
export const movedRow = (
  { movingOn, slot }: AssignmentRequest,
  { assignmentId: id, mover }: NonNullable<Extract<AssignmentFact, { type: 'Rescheduled' }>['kept']>,
) => ({ id, during: rangeOfSlot(movingOn, slotTaken(mover.slotsPerDay, slot)) });
