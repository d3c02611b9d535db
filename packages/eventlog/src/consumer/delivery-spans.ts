import { inSpan, type SpanOptions } from '@movecall/telemetry/trace';
import type { EventEnvelope } from '../event.ts';
import type { Delivery } from './delivery.ts';
import { NotYetError, type Outcome } from './inbox.ts';

/** How many waits are traced. Together they take about a second: longer than an event that arrives early has to wait. */
const TRACED_WAITS = 5;

/**
 * Makes an attempt in a span of the event's trace. An event may wait for days, with an attempt every second: so only its
 * first attempts and the last one have spans.
 */
export async function traceAttempt(
  delivery: Delivery,
  event: EventEnvelope,
  group: string,
  attempt: () => Promise<Outcome>,
): Promise<Outcome> {
  const traced = (work: () => Promise<Outcome>): Promise<Outcome> =>
    inSpan(`process ${event.type}`, spanOf(delivery, group), async (span) => {
      const outcome = await work();
      span?.set({ 'eventlog.outcome': outcome });
      return outcome;
    });
  if (delivery.waits <= TRACED_WAITS) return traced(attempt);
  const outcome = await attempt();
  return outcome === 'GAP' ? outcome : traced(async () => outcome);
}

/** An event that arrives too early is tried again, so NotYetError is not a failure of the span. */
const spanOf = ({ event, entry, failures }: Delivery, group: string): SpanOptions => ({
  kind: 'CONSUMER',
  parent: event?.traceparent,
  isFailure: (error) => !(error instanceof NotYetError),
  attributes: {
    'messaging.system': 'redis',
    'messaging.operation.type': 'process',
    'messaging.destination.name': entry.stream,
    'messaging.consumer.group.name': group,
    'messaging.message.id': event?.id,
    'messaging.message.conversation_id': event?.correlationId,
    'eventlog.attempt': failures + 1,
  },
});
