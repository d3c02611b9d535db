import { type Stateful, stateful } from './stateful-services.ts';

/** A named step: `failpoint('…')` in the sources, of a service that runs them. */
export interface ServiceFailpoint {
  readonly service: Stateful;
  readonly name: string;
  /** What comes by it: a request and all that follows from one, a cancel, or a request that manage does not answer. */
  readonly reachedBy: 'request' | 'cancel' | 'refusal';
}

/** Of the event log, in every service; a request comes by all of them in each. */
const eventlogSteps = [
  'relay.numbered',
  'relay.appended',
  'relay.published',
  'consumer.received',
  'consumer.applied',
  'consumer.committed',
];

const own: Readonly<Record<Stateful, readonly string[]>> = {
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
    [...eventlogSteps, ...own[service]].map((name): ServiceFailpoint => ({
      service,
      name,
      reachedBy: 'request',
    })),
  ),
  { service: 'call', name: 'call.manage-refused', reachedBy: 'refusal' },
  { service: 'call', name: 'call.cancel-made', reachedBy: 'cancel' },
  { service: 'call', name: 'call.cancel-committed', reachedBy: 'cancel' },
];

/** What has to come of whatever goes wrong at a step. */
export function outcomeOf({ reachedBy: passedBy }: ServiceFailpoint): string {
  switch (passedBy) {
    case 'request':
      return 'the call is confirmed once, its customer told once';
    case 'refusal':
      return 'nothing is left of the refused attempt; the next one is confirmed once, its customer told once';
    case 'cancel':
      return 'the call is cancelled once, its mover free, its customer told once';
    default:
      return passedBy satisfies never;
  }
}
