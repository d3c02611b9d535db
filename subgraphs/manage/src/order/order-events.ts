import { type Fact, fact } from '@movecall/schema/events';
import type { OrderFact } from './order.ts';

/** What other services are told of a fact about a call's order. */
export function eventsOf(recorded: OrderFact, callId: string): readonly Fact[] {
  switch (recorded.type) {
    case 'Accepted': {
      const { ownerId, ownerTel, moveType, location, movingOn, slot, cost, agreement } = recorded.request;
      const phone = ownerTel === null ? {} : { ownerTel };
      const hasQuote = agreement !== null;
      const load = agreement === null ? {} : { tons: agreement.quote.price.truck.tons };
      const data = { ownerId, moveType, location, movingOn, slot, cost, hasQuote, ...load, ...phone };
      return [fact('AssignmentRequested', callId, data)];
    }
    case 'Rescheduled': {
      const { attemptId, movingOn, slot, cost } = recorded.to;
      return [fact('OrderRescheduled', callId, { attemptId, movingOn, slot, cost })];
    }
    case 'Cancelled':
      return [fact('AssignmentCancelRequested', callId, {})];
    case 'Erased':
      return [fact('OrderErased', callId, {})];
    // Manage learned of these from others.
    case 'NoMoverFree':
    case 'Assigned':
    case 'Announced':
    case 'Dropped':
    case 'Voided':
      return [];
    default:
      return recorded satisfies never;
  }
}
