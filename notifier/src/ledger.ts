import type { Database } from '@movecall/eventlog';
import { asc, inArray, or, type SQL } from 'drizzle-orm';
import { createClaims } from './claims.ts';
import type { Circumstances, Outcome } from './delivery.ts';
import type { DeliveryPolicy } from './delivery-policy.ts';
import { type Changed, type Decide, decideAll, type Decision, type Which } from './delivery-changes.ts';
import { createDeliveryWriter } from './delivery-writer.ts';
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

export type Ledger = ReturnType<typeof createLedger>;

/**
 * The deliveries in the database. Decisions are made in delivery-sending.ts and delivery-outcome.ts; the ledger stores each
 * change in one transaction with the event that it causes.
 */
export function createLedger(options: LedgerOptions) {
  const { db, policy, now, newId, random, onSettled, sharedClock = databaseClock } = options;
  const circumstances = (at: Date): Circumstances => ({ now: at, policy, random: random() });
  const write = createDeliveryWriter({ now, newId, onSettled });

  const changeAll = (decisions: readonly Decision[]): Promise<Changed[]> =>
    db.transaction(async (tx) => {
      const rows = await tx
        .select(rowAt(sharedClock))
        .from(deliveries)
        .where(anyOf(decisions))
        // Every transaction locks the rows in the same order, so two of them cannot deadlock.
        .orderBy(asc(deliveries.id))
        .for('update');
      const { results, changes } = decideAll(rows, decisions, circumstances);
      await write(tx, changes);
      return results;
    });

  return {
    ...createIntents({ policy, now, newId, sharedClock, write }),
    ...createClaims({ db, policy, now, sharedClock, circumstances, write }),

    /** Changes a delivery as `decide` says; ABSENT when there is no such delivery. */
    change: async (which: Which, decide: Decide): Promise<Changed> =>
      (await changeAll([{ which, decide }]))[0] ?? 'ABSENT',

    /**
     * Makes many decisions in one transaction, each on what the one before has left.
     *
     * @returns the result of each decision
     */
    changeAll,
  };
}

function anyOf(decisions: readonly Decision[]): SQL | undefined {
  const ids = decisions.flatMap(({ which }) => ('deliveryId' in which ? [which.deliveryId] : []));
  const providerIds = decisions.flatMap(({ which }) => ('providerId' in which ? [which.providerId] : []));
  return or(inArray(deliveries.id, ids), inArray(deliveries.providerId, providerIds));
}
