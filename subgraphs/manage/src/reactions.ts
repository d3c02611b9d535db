import { causedBy, type EventEnvelope, type Transaction } from '@movecall/eventlog';
import { parseEvent } from '@movecall/schema/events';
import type { OrderCommand } from './order.ts';
import type { OrderStore } from './store.ts';

/** What a foreign event asks of an order; null when it means nothing here. */
function commandFor(envelope: EventEnvelope): OrderCommand | null {
  const event = parseEvent(envelope);
  switch (event?.type) {
    case 'CallCancelled':
    case 'CallWithdrawn':
      return { type: 'void' };
    case 'AssignmentFailed':
      return { type: 'noteNobodyFree' };
    case 'AssignmentCompleted':
      return { type: 'noteAssigned', moverId: event.data.mover.id };
    default:
      return null;
  }
}

/** A foreign event → a command on the order of the call that it is about. */
export const createReactions =
  (store: OrderStore) =>
  async (tx: Transaction, event: EventEnvelope): Promise<void> => {
    const command = commandFor(event);
    if (command) await store.handle(tx, event.correlationId, command, causedBy(event));
  };
