import { type Commanded, createExecutor, createTogether, type Execute } from '@movecall/decider';
import { appendEvents, type Cause, type Database } from '@movecall/eventlog';
import type { SQL } from 'drizzle-orm';
import { createClaims } from './claims.ts';
import {
  type DeliveryCommand,
  type DeliveryDecision,
  deliveryDecider,
  type DeliveryRefusal,
  type DeliveryRequest,
} from './delivery.ts';
import { eventsOf } from './delivery-events.ts';
import type { DeliveryPolicy } from './delivery-policy.ts';
import type { Circumstances, Delivery, DeliveryFact } from './delivery-state.ts';
import { createIntents } from './intents.ts';
import { databaseClock, readClock } from './shared-clock.ts';
import { createSave, type DeliveryStoreOptions, findByProvider, loadDeliveries } from './store.ts';

export interface LedgerOptions extends DeliveryStoreOptions {
  readonly db: Database;
  readonly policy: DeliveryPolicy;
  /** This process's own clock. */
  readonly now: () => Date;
  /** The clock of leases and due times; default: the database's. */
  readonly sharedClock?: SQL | undefined;
  readonly newId: () => string;
  /** In [0, 1). */
  readonly random: () => number;
}

export type Ledger = ReturnType<typeof createLedger>;

/** How many results one transaction records at most: few enough that another one does not wait long for their rows. */
export const MAX_NOTES = 500;

/** The events about a delivery are caused by the event that it was recorded for; see delivery-events.ts. */
export const NO_CAUSE: Cause = { causationId: null, traceparent: null };

/**
 * The deliveries in the database. They are recorded for events, claimed when they are due, and changed by what the provider answers
 * and reports. Each change is in one transaction with the event that it causes.
 */
export function createLedger(options: LedgerOptions) {
  const { db, policy, now, newId, random, sharedClock = databaseClock(0) } = options;
  const circumstances = (at: Date): Circumstances => ({ now: at, policy, random: random() });
  const save = createSave(options);

  /** Executes commands to deliveries that are loaded and locked already. */
  const executeOn = (
    states: ReadonlyMap<string, Delivery | null>,
  ): Execute<DeliveryCommand, DeliveryFact, DeliveryRefusal> =>
    createExecutor({
      decider: deliveryDecider,
      store: { load: async () => states, save },
      publish: (fact, { id, after }) => (after === null ? [] : eventsOf(fact, id, after, now())),
      append: (tx, facts) => appendEvents(tx, { producer: 'notifier', now: now(), newId }, facts),
    });

  /** Executes commands at the present moment of the shared clock. */
  const execute: Execute<DeliveryRequest, DeliveryFact, DeliveryRefusal> = async (tx, commands) => {
    if (commands.length === 0) return [];
    // Sent together.
    const [at, states] = await Promise.all([readClock(tx, sharedClock), loadDeliveries(tx, commands)]);
    return executeOn(states)(
      tx,
      commands.map(({ id, command, cause }) => ({
        id,
        command: { ...command, circumstances: circumstances(at) },
        cause,
      })),
    );
  };
  const together = createTogether<Commanded<DeliveryRequest>, DeliveryDecision>({
    db,
    work: execute,
    max: MAX_NOTES,
  });

  return {
    /** Executes commands about all messages of a call or a sign-in, in the transaction of the events that lead to them. */
    executeIntents: createIntents(execute, newId),

    /** Notes something about a delivery. What is noted at the same time shares a transaction. */
    note: (deliveryId: string, command: DeliveryRequest): Promise<DeliveryDecision> =>
      together({ id: deliveryId, command, cause: NO_CAUSE }),

    /** The ids of deliveries, by the provider's ids of their messages. */
    findByProvider: (providerIds: readonly string[]) => findByProvider(db, providerIds),

    ...createClaims({
      db,
      policy,
      now,
      sharedClock,
      circumstances,
      executeOn,
    }),
  };
}
