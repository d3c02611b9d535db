import { type Stateful, stateful } from './stateful-services.ts';

/** A `failpoint('…')` call in the sources, in one of the services that execute it. */
export interface ServiceFailpoint {
  readonly service: Stateful;
  readonly name: string;
  /** The action that reaches it: a request, a cancel, a reschedule, or a request that manage does not answer. */
  readonly reachedBy: 'request' | 'cancel' | 'reschedule' | 'refusal';
}

/** Failpoints of the event log: in every service, a request reaches all of them. */
const eventlogFailpoints = [
  'relay.numbered',
  'relay.appended',
  'relay.published',
  'consumer.received',
  'consumer.applied',
  'consumer.committed',
];

/** Failpoints of one service each, all of which a request reaches. */
const serviceFailpoints: Readonly<Record<Stateful, readonly string[]>> = {
  call: ['call.attempt-written', 'call.manage-answered', 'call.acceptance-made', 'call.acceptance-committed'],
  manage: ['manage.order-made', 'manage.order-committed'],
  assign: ['assign.request-kept'],
  notifier: [
    'notifier.claimed',
    'notifier.sent',
    'notifier.send-recorded',
    'notifier.report-received',
    'notifier.report-recorded',
  ],
};

export const failpoints: readonly ServiceFailpoint[] = [
  ...stateful.flatMap((service) =>
    [...eventlogFailpoints, ...serviceFailpoints[service]].map((name): ServiceFailpoint => ({
      service,
      name,
      reachedBy: 'request',
    })),
  ),
  { service: 'call', name: 'call.manage-refused', reachedBy: 'refusal' },
  { service: 'call', name: 'call.cancel-made', reachedBy: 'cancel' },
  { service: 'call', name: 'call.cancel-committed', reachedBy: 'cancel' },
  { service: 'manage', name: 'manage.reschedule-begun', reachedBy: 'reschedule' },
  { service: 'assign', name: 'assign.time-held', reachedBy: 'reschedule' },
  { service: 'assign', name: 'assign.hold-committed', reachedBy: 'reschedule' },
  { service: 'manage', name: 'manage.time-held', reachedBy: 'reschedule' },
  { service: 'manage', name: 'manage.reschedule-made', reachedBy: 'reschedule' },
  { service: 'manage', name: 'manage.reschedule-committed', reachedBy: 'reschedule' },
];

/** The expected outcome of any fault at this failpoint. */
export function outcomeOf({ reachedBy }: ServiceFailpoint): string {
  switch (reachedBy) {
    case 'request':
      return 'the call is confirmed once, and its customer is notified once';
    case 'refusal':
      return 'nothing of the refused attempt is left; the next one is confirmed once, and its customer is notified once';
    case 'reschedule':
      return 'the call is at its old time or at its new one, in all services, and nothing is held; asked again, it moves';
    case 'cancel':
      return 'the call is cancelled once, its mover is free, and its customer is notified once';
    default:
      return reachedBy satisfies never;
  }
}
