import { afterCommit } from '@movecall/database';
import { appendEvents, type Transaction } from '@movecall/eventlog';
import { fact } from '@movecall/schema/events';
import { eq } from 'drizzle-orm';
import { type Delivery, type Outcome, outcomeOf } from './delivery.ts';
import { toColumns } from './delivery-row.ts';
import { isAboutCall } from './messages.ts';
import { deliveries, type DeliveryRow } from './tables.ts';

export type Change = 'CHANGED' | 'UNCHANGED';

export type WriteDelivery = (
  tx: Transaction,
  row: DeliveryRow,
  before: Delivery,
  after: Delivery,
) => Promise<Change>;

/**
 * Writes a delivery that a decision has changed. When the delivery has reached its outcome, the same transaction states
 * `AlertSettled`.
 *
 * @param onSettled called after the commit, once for each outcome
 */
export function createDeliveryWriter(options: {
  readonly now: () => Date;
  readonly newId: () => string;
  readonly onSettled: (template: string, outcome: Outcome) => void;
}): WriteDelivery {
  const { now, newId, onSettled } = options;

  async function settle(tx: Transaction, row: DeliveryRow, outcome: Outcome): Promise<void> {
    afterCommit(tx, () => onSettled(row.template, outcome));
    if (!isAboutCall(row.template)) return;
    const { id: deliveryId, template, correlationId, eventId, traceparent } = row;
    const at = now();
    const cause = { causationId: eventId, traceparent };
    await appendEvents(tx, { producer: 'notifier', cause, now: at, newId }, [
      fact('AlertSettled', correlationId, {
        deliveryId,
        template,
        channel: 'ALIMTALK',
        outcome,
        at: at.toISOString(),
      }),
    ]);
  }

  return async (tx, row, before, after) => {
    if (after.state === before.state && after.withdrawn === before.withdrawn) return 'UNCHANGED';
    await tx
      .update(deliveries)
      .set({ ...toColumns(after.state), withdrawn: after.withdrawn })
      .where(eq(deliveries.id, row.id));
    const outcome = outcomeOf(after.state);
    if (outcome !== null && outcome !== outcomeOf(before.state)) await settle(tx, row, outcome);
    return 'CHANGED';
  };
}
