import type { EventEnvelope, Transaction } from '@movecall/eventlog';
import { parseEvent } from '@movecall/schema/events';
import type { Ledger } from './ledger.ts';
import { intentOf, withdrawnByCancel } from './messages.ts';

/**
 * Reacts to an event of the service call in the transaction of its inbox row: records the message that it causes, and
 * withdraws the messages that a cancellation makes wrong.
 */
export function createReaction(ledger: Ledger, publicUrl: string) {
  return async (tx: Transaction, envelope: EventEnvelope): Promise<void> => {
    const event = parseEvent(envelope);
    if (!event) return;
    if (event.type === 'MoveCallStatusChanged' && event.data.status === 'CANCELLED') {
      await ledger.withdrawEarlier(tx, event.correlationId, event.data.version, withdrawnByCancel);
    }
    const intent = intentOf(event, publicUrl);
    if (intent) await ledger.record(tx, envelope, intent);
  };
}
