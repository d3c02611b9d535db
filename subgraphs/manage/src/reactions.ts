import { causedBy, type EventEnvelope, type Transaction } from '@movecall/eventlog';
import { parseEvent } from '@movecall/schema/events';
import type { OrderCommand } from './order.ts';
import type { OrderStore } from './store.ts';

/** The command that an event of another service becomes; null when manage does not react to the event. */
function commandFor(envelope: EventEnvelope): OrderCommand | null {
  const event = parseEvent(envelope);
  switch (event?.type) {
    case 'CallCancelled':
      return { type: 'void', announcedMoverId: event.data.announcedMoverId };
    case 'CallWithdrawn':
      return { type: 'void', announcedMoverId: null };
    case 'CallErased':
      return { type: 'erase' };
    case 'AssignmentFailed':
      return { type: 'noteNoMoverFree' };
    case 'AssignmentCompleted':
      return { type: 'noteAssigned', moverId: event.data.mover.id };
    default:
      return null;
  }
}

/** Makes the reaction to the events of call and assign: a command on the order of the event's call. */
export const createReactions =
  (store: OrderStore) =>
  async (tx: Transaction, event: EventEnvelope): Promise<void> => {
    const command = commandFor(event);
    if (command) await store.handle(tx, event.correlationId, command, causedBy(event));
  };
