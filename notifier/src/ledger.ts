import type { Database } from '@movecall/eventlog';
import { eq, type SQL } from 'drizzle-orm';
import { createClaims } from './claims.ts';
import type { Circumstances, Delivery, DeliveryState, Outcome } from './delivery.ts';
import type { DeliveryPolicy } from './delivery-policy.ts';
import { toDelivery } from './delivery-row.ts';
import { type Change, createDeliveryWriter } from './delivery-writer.ts';
import { createIntents } from './intents.ts';
import { databaseClock, rowAt } from './shared-clock.ts';
import { deliveries } from './tables.ts';

export interface LedgerOptions {
  readonly db: Database;
  readonly policy: DeliveryPolicy;
  /** This process's own clock. */
  readonly now: () => Date;
  /** The clock of leases and due times; default: the database's. */
  readonly sharedClock?: SQL | undefined;
  readonly newId: () => string;
  /** In [0, 1). */
  readonly random: () => number;
  /** Called after the commit for each delivery that has reached its outcome. */
  readonly onSettled: (template: string, outcome: Outcome) => void;
}

type Decide = (delivery: Delivery, circumstances: Circumstances) => DeliveryState;

export type Ledger = ReturnType<typeof createLedger>;

/**
 * The deliveries in the database. Decisions are made in delivery-sending.ts and delivery-outcome.ts; the ledger stores each
 * change in one transaction with the event that it causes.
 */
export function createLedger(options: LedgerOptions) {
  const { db, policy, now, newId, random, onSettled, sharedClock = databaseClock } = options;
  const circumstances = (at: Date): Circumstances => ({ now: at, policy, random: random() });
  const write = createDeliveryWriter({ now, newId, onSettled });

  return {
    ...createIntents({ policy, now, newId, sharedClock, write }),
    ...createClaims({ db, policy, now, sharedClock, circumstances, write }),

    /** Changes a delivery as `decide` says; ABSENT when there is no such delivery. */
    change: (
      which: { readonly deliveryId: string } | { readonly providerId: string },
      decide: Decide,
    ): Promise<Change | 'ABSENT'> =>
      db.transaction(async (tx) => {
        const condition =
          'deliveryId' in which
            ? eq(deliveries.id, which.deliveryId)
            : eq(deliveries.providerId, which.providerId);
        const rows = await tx.select(rowAt(sharedClock)).from(deliveries).where(condition).for('update');
        let outcome: Change | 'ABSENT' = 'ABSENT';
        for (const { row, at } of rows) {
          const delivery = toDelivery(row);
          const state = decide(delivery, circumstances(at));
          outcome = await write(tx, row, delivery, { ...delivery, state });
        }
        return outcome;
      }),
  };
}
