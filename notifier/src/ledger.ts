import { appendEvents, type Database, type EventEnvelope, type Transaction } from '@movecall/eventlog';
import { fact } from '@movecall/schema/events';
import { afterCommit } from '@movecall/database';
import { activeSpan } from '@movecall/telemetry/trace';
import { and, asc, eq, exists, inArray, lt, lte, ne, not, or, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import {
  claim,
  type Circumstances,
  type Claim,
  type Delivery,
  type DeliveryState,
  type Outcome,
  outcomeOf,
  withdraw,
} from './delivery.ts';
import type { DeliveryPolicy } from './delivery-policy.ts';
import { toColumns, toDelivery } from './delivery-row.ts';
import { type Intent, isAboutCall } from './messages.ts';
import { deliveries, type DeliveryRow } from './tables.ts';
import type { TemplateCode } from '@movecall/schema/templates';

/** The channel on which a commit wakes the dispatchers of all replicas. */
export const DELIVERIES_CHANNEL = 'deliveries';

export interface LedgerOptions {
  readonly db: Database;
  readonly policy: DeliveryPolicy;
  /** This process's own clock. */
  readonly now: () => Date;
  /**
   * The clock by which leases run and moments come: the database's when absent, which all replicas share. One whose own is
   * some seconds ahead would take over what another one is sending.
   */
  readonly sharedClock?: SQL | undefined;
  readonly newId: () => string;
  readonly random: () => number;
  /** Counts the deliveries that end. */
  readonly onSettled: (template: string, outcome: Outcome) => void;
}

/** A delivery that this process holds until its lease ends, and what is to be done about it. */
export interface Task {
  readonly row: DeliveryRow;
  readonly action: Exclude<Claim['action'], 'NONE'>;
  readonly attempt: number;
  /** By the shared clock: the moment from which the lease runs. */
  readonly leasedAt: Date;
  /** By this process's: to be begun before, for the rest of the lease is for the answer. Claiming is part of it, however long it took. */
  readonly beginBefore: Date;
}

export type Change = 'CHANGED' | 'UNCHANGED';

type Decide = (delivery: Delivery, circumstances: Circumstances) => DeliveryState;

export type Ledger = ReturnType<typeof createLedger>;

/** All reading and writing of deliveries. What a change means is decided in delivery.ts; here it becomes one transaction. */
export function createLedger(options: LedgerOptions) {
  const { db, policy, now, newId, random, onSettled, sharedClock = sql`statement_timestamp()` } = options;
  const circumstances = (at: Date): Circumstances => ({ now: at, policy, random: random() });
  /** A delivery, and the moment by the shared clock. */
  const rowAt = { row: deliveries, at: sharedClock.mapWith(deliveries.dueAt) };

  /** Writes what changed; when that ends it, states so in the same transaction. */
  async function write(
    tx: Transaction,
    row: DeliveryRow,
    before: Delivery,
    after: Delivery,
  ): Promise<Change> {
    if (after.state === before.state && after.withdrawn === before.withdrawn) return 'UNCHANGED';
    await tx
      .update(deliveries)
      .set({ ...toColumns(after.state), withdrawn: after.withdrawn })
      .where(eq(deliveries.id, row.id));
    const outcome = outcomeOf(after.state);
    if (outcome === null || outcome === outcomeOf(before.state)) return 'CHANGED';
    afterCommit(tx, () => onSettled(row.template, outcome));
    if (!isAboutCall(row.template)) return 'CHANGED';
    const at = now();
    const { id: deliveryId, template, correlationId } = row;
    await appendEvents(
      tx,
      {
        producer: 'notifier',
        cause: { causationId: row.eventId, traceparent: row.traceparent },
        now: at,
        newId,
      },
      [
        fact('AlertSettled', correlationId, {
          deliveryId,
          template,
          channel: 'ALIMTALK',
          outcome,
          at: at.toISOString(),
        }),
      ],
    );
    return 'CHANGED';
  }

  return {
    /** Keeps an intent, in the transaction of its event; one that is there already stays as it is. */
    async record(tx: Transaction, event: EventEnvelope, intent: Intent): Promise<void> {
      const expiresAt = sql`${sharedClock} + ${policy.usefulMs} * interval '1 millisecond'`;
      await tx
        .insert(deliveries)
        .values({
          id: newId(),
          correlationId: event.correlationId,
          version: intent.version,
          template: intent.template,
          eventId: event.id,
          // Sending it, however late, goes on from here.
          traceparent: activeSpan()?.traceparent ?? event.traceparent,
          recipient: intent.recipient,
          variables: intent.variables,
          link: intent.link,
          createdAt: sharedClock,
          expiresAt: intent.expiresAt ?? expiresAt,
          status: 'PENDING',
          attempt: 0,
          lookups: 0,
          dueAt: sharedClock,
        })
        .onConflictDoNothing();
      await tx.execute(sql`select pg_notify(${DELIVERIES_CHANNEL}, '')`);
    },

    /** Withdraws earlier messages about the same thing. */
    async withdrawEarlier(
      tx: Transaction,
      correlationId: string,
      version: number,
      templates: readonly TemplateCode[],
    ) {
      const rows = await tx
        .select()
        .from(deliveries)
        .where(
          and(
            eq(deliveries.correlationId, correlationId),
            lt(deliveries.version, version),
            inArray(deliveries.template, [...templates]),
          ),
        )
        .for('update');
      for (const row of rows) {
        const delivery = toDelivery(row);
        await write(tx, row, delivery, withdraw(delivery, now()));
      }
    },

    /** Takes up to `limit` deliveries whose moment has come, each for one lease; other replicas pass them by. */
    claimDue: (limit: number): Promise<Task[]> =>
      db.transaction(async (tx) => {
        // No later than the lease, whatever the two clocks say.
        const begun = now();
        const due = await tx
          .select(rowAt)
          .from(deliveries)
          .where(and(lte(deliveries.dueAt, sharedClock), inTurn(tx)))
          .orderBy(asc(deliveries.dueAt))
          .limit(limit)
          .for('update', { skipLocked: true });
        const tasks: Task[] = [];
        for (const { row, at } of due) {
          const delivery = toDelivery(row);
          const { state, action } = claim(delivery, circumstances(at));
          await write(tx, row, delivery, { ...delivery, state });
          if (action === 'NONE') continue;
          tasks.push({
            row,
            action,
            attempt: state.attempt,
            leasedAt: at,
            beginBefore: new Date(begun.getTime() + policy.beginMs),
          });
        }
        return tasks;
      }),

    /** When the next one is due that is not waiting for another; null when there is none. */
    async nextDue(): Promise<Date | null> {
      const [next] = await db
        .select({ dueAt: deliveries.dueAt })
        .from(deliveries)
        .where(and(sql`${deliveries.dueAt} is not null`, inTurn(db)))
        .orderBy(asc(deliveries.dueAt))
        .limit(1);
      return next?.dueAt ?? null;
    },

    /** Changes a delivery as `decide` says; one that is not there stays so. */
    change: (
      which: { readonly deliveryId: string } | { readonly providerId: string },
      decide: Decide,
    ): Promise<Change | 'ABSENT'> =>
      db.transaction(async (tx) => {
        let outcome: Change | 'ABSENT' = 'ABSENT';
        const condition =
          'deliveryId' in which
            ? eq(deliveries.id, which.deliveryId)
            : eq(deliveries.providerId, which.providerId);
        for (const { row, at } of await tx.select(rowAt).from(deliveries).where(condition).for('update')) {
          const delivery = toDelivery(row);
          outcome = await write(tx, row, delivery, {
            ...delivery,
            state: decide(delivery, circumstances(at)),
          });
        }
        return outcome;
      }),
  };
}

/** Messages about one thing go out in the order of their versions: one waits until those before it are with the provider. */
function inTurn(db: Database | Transaction): SQL | undefined {
  const before = alias(deliveries, 'before');
  const waitsFor = db
    .select({ id: before.id })
    .from(before)
    .where(
      and(
        eq(before.correlationId, deliveries.correlationId),
        lt(before.version, deliveries.version),
        inArray(before.status, ['PENDING', 'SENDING', 'UNKNOWN']),
      ),
    );
  return or(ne(deliveries.status, 'PENDING'), not(exists(waitsFor)));
}
