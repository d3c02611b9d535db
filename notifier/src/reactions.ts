import type { EventEnvelope, Transaction } from '@movecall/eventlog';
import { parseEvent } from '@movecall/schema/events';
import type { Ledger } from './ledger.ts';
import { intentOf, withdrawnByCancel } from './messages.ts';

/** An event of the call service → what its customer is to be told, in the transaction that remembers the event. */
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
