import { encodeCallCursor, encodeFeedCursor } from '@movecall/schema/cursor';
import type { MoveCallStatus, PublishedEvent } from '@movecall/schema/events';
import { statusLabels } from '@movecall/schema/labels';

/** A call's change of status, as the event stream tells it. */
export interface StatusChange {
  readonly callId: string;
  readonly version: number;
  readonly status: MoveCallStatus;
  /** RFC 3339. */
  readonly at: string;
  /** The mover who has the call, or had it until it was cancelled. */
  readonly moverId: string | null;
  /** The trace that the change belongs to. */
  readonly traceparent: string | null;
  /** Where it stands on the stream: the number that its relay gave it. */
  readonly position: string;
}

/** @returns null for an event that tells nothing of a call's status. */
export function toStatusChange(position: string, event: PublishedEvent): StatusChange | null {
  if (event.type !== 'MoveCallStatusChanged') return null;
  const { version, status, at, moverId } = event.data;
  const { correlationId: callId, traceparent } = event;
  return { callId, version, status, at, moverId, traceparent, position };
}

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

/** The parts of an event that do not depend on who listens to what. */
type State = Pick<StatusChange, 'callId' | 'version' | 'status' | 'at'>;

const statusEvent = (
  { callId, version, status, at }: State,
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

export const callEvent = (state: State, reset: boolean): MoveCallStatusEvent =>
  statusEvent(state, encodeCallCursor(state), reset);

export const feedEvent = (state: State, position: string, reset: boolean): MoveCallStatusEvent =>
  statusEvent(state, encodeFeedCursor(position), reset);

/** Nothing follows after these. */
export const isFinal = (status: MoveCallStatus): boolean => status === 'CANCELLED' || status === 'COMPLETED';
