import { causedBy, type EventEnvelope, type Transaction } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import { parseEvent } from '@movecall/schema/events';
import { parseTel } from '@movecall/values/tel';
import type { AssignmentStore } from './store.ts';

/** Makes the reaction to manage's events: a command on the store, in the transaction of the event's inbox row. */
export const createReactions =
  (store: AssignmentStore, sealer: Sealer) =>
  async (tx: Transaction, envelope: EventEnvelope): Promise<void> => {
    const event = parseEvent(envelope);
    switch (event?.type) {
      case 'AssignmentRequested': {
        const { ownerTel, ...data } = event.data;
        const request = {
          ...data,
          callId: event.correlationId,
          ownerTel: ownerTel === undefined ? null : parseTel(sealer.unseal(ownerTel)),
          requestedAt: new Date(event.time),
        };
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
