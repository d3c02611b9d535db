import type { Fact as PublishedFact } from '@movecall/eventlog';
import { fact } from '@movecall/schema/events';
import { type Delivery, type DeliveryFact, outcomeReached } from './delivery-state.ts';
import { subjectOf } from './messages.ts';

/**
 * What other services are told of a fact about a delivery: the outcome of a message about a call, caused by the event that caused
 * the message.
 *
 * @param at when the outcome was noted
 */
export function eventsOf(
  recorded: DeliveryFact,
  deliveryId: string,
  { about }: Delivery,
  at: Date,
): readonly PublishedFact[] {
  const outcome = outcomeReached(recorded);
  const { template, correlationId, eventId, traceparent } = about;
  if (outcome === null || subjectOf(template) !== 'CALL') return [];
  const data = { deliveryId, template, channel: 'ALIMTALK' as const, outcome, at: at.toISOString() };
  return [{ ...fact('AlertSettled', correlationId, data), cause: { causationId: eventId, traceparent } }];
}
