import { traceIdOf } from '@movecall/telemetry/trace';
import type { EventType } from './events.ts';

/**
 * How log lines describe an event, the same in all services: operators search logs and follow a call across services by these
 * names. packages/telemetry/src/logger.ts explains the fields.
 */

/** The parts of an envelope that a log line uses, not parsed yet: a newer producer may have written it. */
interface Logged {
  readonly id: string;
  readonly type: string;
  readonly correlationId: string;
  readonly traceparent: string | null;
  readonly data: unknown;
}

/** A log line about an event: the fact in words as its message, and its fields. */
export interface Described {
  readonly fact: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The data fields that go into the log: none of them holds a customer's words or a phone. */
const READABLE = [
  'callId',
  'version',
  'status',
  'moverId',
  'assignmentId',
  'attemptId',
  'deliveryId',
  'template',
  'outcome',
];

const facts: Readonly<Record<EventType, string>> = {
  AssignmentRequested: 'order accepted',
  AssignmentCancelRequested: 'order cancelled',
  OrderRescheduled: 'order rescheduled',
  RescheduleWithdrawn: 'reschedule withdrawn',
  AssignmentCompleted: 'mover assigned',
  AssignmentOffered: 'mover asked',
  AssignmentFailed: 'no mover is free',
  AssignmentCancelled: 'mover released',
  TeamDeparted: 'team departed',
  TeamArrived: 'team arrived',
  MoverRegistered: 'mover registered',
  MoverUpdated: 'mover updated',
  MoverAvailabilityChanged: 'mover availability changed',
  CompanyRegistered: 'company registered',
  CompanyUpdated: 'company updated',
  CallCancelled: 'call cancelled',
  CallWithdrawn: 'call withdrawn',
  MoveCallStatusChanged: 'call status changed',
  LoginCodeRequested: 'login code requested',
  TeamLostAlertRequested: 'operator is to be told of a lost team',
  JobsAtRiskAlertRequested: 'operator is to be told of jobs at risk',
  SessionsEnded: 'sessions ended',
  CallErased: 'personal data of a call erased',
  PersonErased: 'personal data of a person erased',
  OrderErased: 'personal data of an order erased',
  QuoteShared: 'quote sent to a phone',
  ContractMade: 'contract made',
  QuoteErased: 'quote deleted with the data of its owner',
  AlertSettled: 'alert settled',
};

/** Describes an event for a log line. An unknown type is described by its name. */
export function describeEvent({ id, type, correlationId, traceparent, data }: Logged): Described {
  const said = (data ?? {}) as Readonly<Record<string, unknown>>;
  const mover = said['mover'] as { readonly id?: unknown } | null | undefined;
  return {
    fact: Object.hasOwn(facts, type) ? facts[type as EventType] : type,
    fields: {
      [subjectOf(type, said)]: correlationId,
      traceId: traceIdOf(traceparent),
      eventId: id,
      type,
      ...(mover?.id !== undefined && { moverId: mover.id }),
      ...Object.fromEntries(READABLE.filter((name) => said[name] != null).map((name) => [name, said[name]])),
    },
  };
}

/** The log field that holds the correlation id of an event type. */
function subjectOf(
  type: string,
  { risk }: Readonly<Record<string, unknown>>,
): 'callId' | 'moverId' | 'companyId' | 'signInId' | 'personId' | 'quoteId' {
  if (type === 'JobsAtRiskAlertRequested') return risk === 'TEAM_OFF' ? 'moverId' : 'companyId';
  if (type === 'QuoteShared' || type === 'ContractMade' || type === 'QuoteErased') return 'quoteId';
  if (type === 'LoginCodeRequested') return 'signInId';
  if (type === 'SessionsEnded' || type === 'PersonErased') return 'personId';
  if (type === 'CompanyRegistered' || type === 'CompanyUpdated') return 'companyId';
  return type.startsWith('Mover') ? 'moverId' : 'callId';
}
