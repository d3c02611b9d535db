import { causedBy, type EventEnvelope, type Transaction } from '@movecall/eventlog';
import { parseEvent } from '@movecall/schema/events';
import type { AssignmentStore } from './store.ts';

/** Makes the reaction to manage's events: a command on the store, in the transaction of the event's inbox row. */
export const createReactions =
  (store: AssignmentStore) =>
  async (tx: Transaction, envelope: EventEnvelope): Promise<void> => {
    const event = parseEvent(envelope);
    switch (event?.type) {
      case 'AssignmentRequested': {
        const request = { callId: event.correlationId, ...event.data, requestedAt: new Date(event.time) };
        return store.request(tx, request, causedBy(envelope));
      }
      case 'AssignmentCancelRequested':
        return store.cancel(tx, event.correlationId, causedBy(envelope));
      case 'OrderErased':
        return store.erase(tx, event.correlationId);
      default:
        // Assign does not react to other events, nor to those of a newer producer. Their sequence goes on.
        return;
    }
  };
