import { causedBy, type EventEnvelope, type Transaction } from '@movecall/eventlog';
import { parseEvent } from '@movecall/schema/events';
import type { Store } from './store.ts';

/** What manage states becomes a command of ours, within the transaction of the event's inbox row. */
export const createReactions =
  (store: Store) =>
  async (tx: Transaction, envelope: EventEnvelope): Promise<void> => {
    const event = parseEvent(envelope);
    switch (event?.type) {
      case 'AssignmentRequested': {
        const request = { callId: event.correlationId, ...event.data, requestedAt: new Date(event.time) };
        return store.request(tx, request, causedBy(envelope));
      }
      case 'AssignmentCancelRequested':
        return store.cancel(tx, event.correlationId, causedBy(envelope));
      default:
        // Means nothing here, or is newer than this build: its sequence goes on.
        return;
    }
  };
