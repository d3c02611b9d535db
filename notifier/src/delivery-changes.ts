import type { Circumstances, Delivery, DeliveryState } from './delivery.ts';
import { toDelivery } from './delivery-row.ts';
import { type DeliveryChange, differs } from './delivery-writer.ts';
import type { DeliveryRow } from './tables.ts';

/** Many decisions about stored deliveries, without the database. */

export type Decide = (delivery: Delivery, circumstances: Circumstances) => DeliveryState;

/** A delivery by our own id, or by the provider's. */
export type Which = { readonly deliveryId: string } | { readonly providerId: string };

export type Changed = 'CHANGED' | 'UNCHANGED' | 'ABSENT';

export interface Decision {
  readonly which: Which;
  readonly decide: Decide;
}

/** A row, and the moment by the shared clock at which it was read. */
interface ReadRow {
  readonly row: DeliveryRow;
  readonly at: Date;
}

/**
 * Makes decisions one after the other, each on what the one before has left.
 *
 * @param rows those that the decisions are about
 * @returns the result of each decision, and what became of each row
 */
export function decideAll(
  rows: readonly ReadRow[],
  decisions: readonly Decision[],
  circumstances: (at: Date) => Circumstances,
): { readonly results: Changed[]; readonly changes: DeliveryChange[] } {
  const byId = new Map(
    rows.map(({ row, at }) => [row.id, { row, at, before: toDelivery(row), after: new Array<Delivery>() }]),
  );
  const all = [...byId.values()];
  type Held = (typeof all)[number];
  const current = ({ before, after }: Held): Delivery => after.at(-1) ?? before;

  function meantBy(which: Which): readonly Held[] {
    if ('deliveryId' in which) return [byId.get(which.deliveryId)].filter((held) => held !== undefined);
    return all.filter((held) => providerIdOf(current(held)) === which.providerId);
  }

  const results = decisions.map(({ which, decide }) => {
    let result: Changed = 'ABSENT';
    for (const held of meantBy(which)) {
      const delivery = current(held);
      const next = { ...delivery, state: decide(delivery, circumstances(held.at)) };
      result = differs(next, delivery) ? 'CHANGED' : 'UNCHANGED';
      if (result === 'CHANGED') held.after.push(next);
    }
    return result;
  });
  return { results, changes: all };
}

const providerIdOf = ({ state }: Delivery): string | null =>
  'providerId' in state ? state.providerId : null;
