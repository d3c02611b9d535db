import { encodeCallCursor, encodeFeedCursor } from '@movecall/values/cursor';
import type { MoveCallStatus, PublishedEvent } from '@movecall/schema/events';
import { statusLabels } from '@movecall/values/labels';

/** A call's state as of one version. */
export interface CallState {
  readonly callId: string;
  readonly version: number;
  readonly status: MoveCallStatus;
  /** RFC 3339. */
  readonly at: string;
}

/** A call's change of status, as the event stream tells it. */
export interface StatusChange extends CallState {
  /** The mover who has the call, or had it until it was cancelled. */
  readonly moverId: string | null;
  /** The trace that the change belongs to; null for none. */
  readonly traceparent: string | null;
  /** Where it stands on the stream: the number that its relay gave it. */
  readonly position: number;
}

/** @returns null for an event that tells nothing of a call's status. */
export function toStatusChange(position: number, event: PublishedEvent): StatusChange | null {
  if (event.type !== 'MoveCallStatusChanged') return null;
  const { version, status, at, moverId } = event.data;
  const { correlationId: callId, traceparent } = event;
  return { callId, version, status, at, moverId, traceparent, position };
}

/** What was read instead of heard, as if it had been told at this position. */
export const asChange = (state: CallState, position: number): StatusChange => ({
  ...state,
  moverId: null,
  traceparent: null,
  position,
});

/** The GraphQL type of the same name, as far as the router knows it; the rest of `moveCall` comes from the subgraphs. */
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

/** A change as `moveCallStatus` or `moveCallFeed` tells it: each has cursors of its own. */
export type ToEvent = (change: StatusChange, reset: boolean) => MoveCallStatusEvent;

export const callEvent: ToEvent = (change, reset) => statusEvent(change, encodeCallCursor(change), reset);

export const feedEvent: ToEvent = (change, reset) =>
  statusEvent(change, encodeFeedCursor(change.position.toString()), reset);

/** Nothing follows after these. */
export const isFinal = (status: MoveCallStatus): boolean => status === 'CANCELLED' || status === 'COMPLETED';
