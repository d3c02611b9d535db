import { afterCommit } from '@movecall/database';
import { appendEvents, type Fact, type Transaction } from '@movecall/eventlog';
import { fact } from '@movecall/schema/events';
import { sql } from 'drizzle-orm';
import { type Delivery, type Outcome, outcomeOf } from './delivery.ts';
import { toColumns } from './delivery-row.ts';
import { isAboutCall } from './messages.ts';
import { deliveries, type DeliveryRow } from './tables.ts';

/** A stored delivery and what decisions made of it, one after the other. */
export interface DeliveryChange {
  readonly row: DeliveryRow;
  readonly before: Delivery;
  readonly after: readonly Delivery[];
}

export type WriteDeliveries = (tx: Transaction, changes: readonly DeliveryChange[]) => Promise<void>;

/** Whether a decision has changed a delivery. */
export const differs = (one: Delivery, other: Delivery): boolean =>
  one.state !== other.state || one.withdrawn !== other.withdrawn || one.erased !== other.erased;

/**
 * Writes deliveries that decisions have changed, in one statement. For each delivery that has reached its outcome, the same
 * transaction states `AlertSettled`. What an erased delivery says is deleted once it has its outcome. All events are appended together: then two transactions lock their sequences in one order.
 *
 * @param onSettled called after the commit, once for each outcome
 */
export function createDeliveryWriter(options: {
  readonly now: () => Date;
  readonly newId: () => string;
  readonly onSettled: (template: string, outcome: Outcome) => void;
}): WriteDeliveries {
  const { now, newId, onSettled } = options;

  return async (tx, all) => {
    const at = now();
    const written: WrittenState[] = [];
    const facts: Fact[] = [];
    for (const { row, before, after } of all) {
      const last = after.at(-1);
      if (!last || !differs(last, before)) continue;
      const { state, withdrawn, erased } = last;
      const isDeleted = erased && outcomeOf(state) !== null;
      written.push({ id: row.id, withdrawn, erased, isDeleted, ...toColumns(state) });
      for (const outcome of outcomesReached(before, after)) {
        afterCommit(tx, () => onSettled(row.template, outcome));
        if (isAboutCall(row.template)) facts.push(settled(row, outcome, at));
      }
    }
    if (written.length === 0) return;
    await update(tx, written);
    await appendEvents(tx, { producer: 'notifier', now: at, newId }, facts);
  };
}

type WrittenState = Pick<DeliveryRow, 'id' | 'withdrawn' | 'erased'> &
  ReturnType<typeof toColumns> & { readonly isDeleted: boolean };

/** One statement with one parameter, however many deliveries: a parameter for each value takes twice as long. */
async function update(tx: Transaction, written: readonly WrittenState[]): Promise<void> {
  await tx.execute(sql`
    update ${deliveries} set
      status = state.status, attempt = state.attempt, lookups = state.lookups, since = state.since,
      due_at = state."dueAt", provider_id = state."providerId", failure_code = state."failureCode",
      withdrawn = state.withdrawn, erased = state.erased,
      recipient = case when state."isDeleted" then null else recipient end,
      variables = case when state."isDeleted" then '{}'::jsonb else variables end
    from jsonb_to_recordset(${JSON.stringify(written)}::jsonb) as state (
      id uuid, status text, attempt int, lookups int, since timestamptz,
      "dueAt" timestamptz, "providerId" text, "failureCode" text, withdrawn boolean,
      erased boolean, "isDeleted" boolean
    )
    where ${deliveries.id} = state.id`);
}

/** The outcomes that a delivery reached, in order. A failure may be followed by a delivery after all. */
function outcomesReached(before: Delivery, after: readonly Delivery[]): Outcome[] {
  const outcomes = [before, ...after].map(({ state }) => outcomeOf(state));
  return outcomes.filter(
    (each, nth): each is Outcome => nth > 0 && each !== null && each !== outcomes[nth - 1],
  );
}

function settled(row: DeliveryRow, outcome: Outcome, at: Date): Fact {
  const { id: deliveryId, template, correlationId, eventId, traceparent } = row;
  const data = { deliveryId, template, channel: 'ALIMTALK' as const, outcome, at: at.toISOString() };
  return {
    ...fact('AlertSettled', correlationId, data),
    cause: { causationId: eventId, traceparent },
  };
}
