import { encodeCallCursor, encodeFeedCursor } from '@movecall/values/cursor';
import type { MoveCallStatus, PublishedEvent } from '@movecall/schema/events';
import { statusLabels } from '@movecall/values/labels';

/** The state of a call at one version. */
export interface CallState {
  readonly callId: string;
  readonly version: number;
  readonly status: MoveCallStatus;
  /** RFC 3339. */
  readonly at: string;
}

/** A change of a call's status, as the event stream reports it. */
export interface StatusChange extends CallState {
  /** The mover to whom the call is assigned, or was assigned until it was cancelled. */
  readonly moverId: string | null;
  /** The trace that the change belongs to, as W3C Trace Context; null for none. */
  readonly traceparent: string | null;
  /** The change's number on the stream, assigned by call's relay. */
  readonly position: number;
}

/** @returns null for an event that does not change a call's status */
export function toStatusChange(position: number, event: PublishedEvent): StatusChange | null {
  if (event.type !== 'MoveCallStatusChanged') return null;
  const { version, status, at, moverId } = event.data;
  const { correlationId: callId, traceparent } = event;
  return { callId, version, status, at, moverId, traceparent, position };
}

/** A state that was read from call, in the form of a change at this position. */
export const asChange = (state: CallState, position: number): StatusChange => ({
  ...state,
  moverId: null,
  traceparent: null,
  position,
});

/** The fields of the GraphQL type of the same name that the router knows; the subgraphs resolve the rest of `moveCall`. */
export interface MoveCallStatusEvent {
  readonly cursor: string;
  readonly version: number;
  readonly status: MoveCallStatus;
  readonly statusLabel: string;
  readonly at: string;
  readonly reset: boolean;
  readonly moveCall: { readonly id: string };
}

const statusEvent = (
  { callId, version, status, at }: CallState,
  cursor: string,
  reset: boolean,
): MoveCallStatusEvent => ({
  cursor,
  version,
  status,
  statusLabel: statusLabels[status],
  at,
  reset,
  moveCall: { id: callId },
});

/**
 * Makes the event that a client receives for a change.
 *
 * @param reset events before this one could not be sent: the client must not assume that it has seen every change
 */
export type ToEvent = (change: StatusChange, reset: boolean) => MoveCallStatusEvent;

/** An event of `moveCallStatus`. Its cursor names the call and the version. */
export const callEvent: ToEvent = (change, reset) => statusEvent(change, encodeCallCursor(change), reset);

/** An event of `moveCallFeed`. Its cursor names the position on the stream. */
export const feedEvent: ToEvent = (change, reset) =>
  statusEvent(change, encodeFeedCursor(change.position.toString()), reset);

/** Whether no other status can follow. */
export const isFinal = (status: MoveCallStatus): boolean => status === 'CANCELLED' || status === 'COMPLETED';
