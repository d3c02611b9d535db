import type { EventEnvelope, Transaction } from '@movecall/eventlog';
import { parseEvent } from '@movecall/schema/events';
import type { Ledger } from './ledger.ts';
import { intentOf, withdrawnByCancel } from './messages.ts';

/**
 * Reacts to an event of the service call in the transaction of its inbox row: records the message that it causes, and
 * withdraws the messages that a cancellation makes wrong, and erases those of a call whose personal data was erased.
 */
export function createReaction(ledger: Ledger, publicUrl: string) {
  return async (tx: Transaction, envelope: EventEnvelope): Promise<void> => {
    const event = parseEvent(envelope);
    if (!event) return;
    if (event.type === 'MoveCallStatusChanged' && event.data.status === 'CANCELLED') {
      await ledger.withdrawEarlier(tx, event.correlationId, event.data.version, withdrawnByCancel);
    }
    if (event.type === 'CallErased') await ledger.erase(tx, event.correlationId);
    const intent = intentOf(event, publicUrl);
    if (intent) await ledger.record(tx, envelope, intent);
  };
}
