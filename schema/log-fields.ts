import { traceIdOf } from '@movecall/telemetry/trace';
import type { EventType } from './events.ts';

/** An envelope, read or about to be: what it says of itself may be of a newer producer. */
interface Logged {
  readonly id: string;
  readonly type: string;
  readonly correlationId: string;
  readonly traceparent: string | null;
  readonly data: unknown;
}

/** What a log line says of an event: the fact as people put it, and fields that have one name in all services. */
export interface Described {
  readonly fact: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Nothing in them is a customer's own words or anybody's phone. */
const READABLE = ['version', 'status', 'moverId', 'assignmentId', 'deliveryId', 'template', 'outcome'];

const facts: Readonly<Record<EventType, string>> = {
  AssignmentRequested: 'order accepted',
  AssignmentCancelRequested: 'order cancelled',
  AssignmentCompleted: 'mover assigned',
  AssignmentFailed: 'nobody is free',
  AssignmentCancelled: 'mover released',
  MoverRegistered: 'mover registered',
  MoverAvailabilityChanged: 'mover switched on or off',
  CallCancelled: 'call cancelled',
  CallWithdrawn: 'call withdrawn',
  MoveCallStatusChanged: 'call status changed',
  LoginCodeRequested: 'login code requested',
  AlertSettled: 'alert settled',
};

/** For the log lines about an event; see createLogger for the names. */
export function describeEvent({ id, type, correlationId, traceparent, data }: Logged): Described {
  const said = (data ?? {}) as Readonly<Record<string, unknown>>;
  const mover = said['mover'] as { readonly id?: unknown } | null | undefined;
  return {
    fact: Object.hasOwn(facts, type) ? facts[type as EventType] : type,
    fields: {
      [subjectOf(type)]: correlationId,
      traceId: traceIdOf(traceparent),
      eventId: id,
      type,
      ...(mover?.id !== undefined && { moverId: mover.id }),
      ...Object.fromEntries(READABLE.filter((name) => said[name] != null).map((name) => [name, said[name]])),
    },
  };
}

/** Whose id an event's correlation id is. */
function subjectOf(type: string): 'callId' | 'moverId' | 'signInId' {
  if (type === 'LoginCodeRequested') return 'signInId';
  return type === 'MoverRegistered' || type === 'MoverAvailabilityChanged' ? 'moverId' : 'callId';
}
