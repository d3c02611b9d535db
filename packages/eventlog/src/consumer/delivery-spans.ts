import { beginSpan, inSpan, type Span, type SpanOptions } from '@movecall/telemetry/trace';
import type { EventEnvelope } from '../event.ts';
import type { Delivery } from './delivery.ts';
import { NotYetError, type Outcome } from './inbox.ts';

/** How many waits are traced. Together they take about a second: longer than an event that arrives early has to wait. */
const TRACED_WAITS = 5;

/**
 * Makes an attempt at some events, each in a span of its own trace. An event may wait for days, with an attempt every second: so only
 * its first attempts and the last one have spans. An event that is alone in its batch is the active span of its attempt.
 *
 * @param attempt receives the events; what they cause continues the trace of their spans
 */
export async function traceAttempts(
  deliveries: readonly Delivery[],
  events: readonly EventEnvelope[],
  group: string,
  attempt: (events: readonly EventEnvelope[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const [delivery, ...others] = deliveries;
  const [event] = events;
  if (delivery === undefined || event === undefined) return [];
  if (others.length > 0) return traceBatch(deliveries, events, group, attempt);
  const traced = (work: typeof attempt): Promise<readonly Outcome[]> =>
    inSpan(`process ${event.type}`, spanOf(delivery, group), async (span) => {
      const outcomes = await work([{ ...event, traceparent: span?.traceparent ?? event.traceparent }]);
      span?.set({ 'eventlog.outcome': outcomes[0] });
      return outcomes;
    });
  if (delivery.waits <= TRACED_WAITS) return traced(attempt);
  const outcomes = await attempt(events);
  return waitsStill(outcomes[0]) ? outcomes : traced(async () => outcomes);
}

async function traceBatch(
  deliveries: readonly Delivery[],
  events: readonly EventEnvelope[],
  group: string,
  attempt: (events: readonly EventEnvelope[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const begin = (nth: number) => {
    const delivery = deliveries[nth];
    return delivery ? beginSpan(`process ${events[nth]?.type}`, spanOf(delivery, group)) : null;
  };
  const spans = deliveries.map(({ waits }, nth) => (waits <= TRACED_WAITS ? begin(nth) : null));
  try {
    const outcomes = await attempt(
      events.map((event, nth) => ({
        ...event,
        traceparent: spans[nth]?.span.traceparent ?? event.traceparent,
      })),
    );
    outcomes.forEach((outcome, nth) => {
      spans[nth] ??= waitsStill(outcome) ? null : begin(nth);
      spans[nth]?.span.set({ 'eventlog.outcome': outcome });
    });
    return outcomes;
  } catch (error) {
    failAll(spans.map((span) => span?.span));
    throw error;
  } finally {
    for (const span of spans) span?.end();
  }
}

const waitsStill = (outcome: Outcome | undefined): boolean => outcome === 'GAP';

/** The batch is tried again in parts; an event's own failure is in the span of the attempt in which it is alone. */
const failAll = (spans: readonly (Span | undefined)[]): void => spans.forEach((span) => span?.fail('BATCH'));

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
