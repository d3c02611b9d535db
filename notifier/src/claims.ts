import type { Database, Transaction } from '@movecall/eventlog';
import { and, asc, eq, exists, inArray, isNotNull, lt, lte, ne, not, or, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Circumstances } from './delivery.ts';
import type { DeliveryPolicy } from './delivery-policy.ts';
import { toDelivery } from './delivery-row.ts';
import { claim, type Claim } from './delivery-sending.ts';
import type { DeliveryChange, WriteDeliveries } from './delivery-writer.ts';
import { isInLane, type Lane } from './lanes.ts';
import { rowAt } from './shared-clock.ts';
import { deliveries, type DeliveryRow } from './tables.ts';

/** A delivery that this process holds until its lease ends, and the action to take. */
export interface Task {
  readonly row: DeliveryRow;
  readonly action: Exclude<Claim['action'], 'NONE'>;
  readonly attempt: number;
  /** When the lease began, by the shared clock. */
  readonly leasedAt: Date;
  /**
   * The deadline for beginning the action, by this process's clock. The rest of the lease is for the provider's answer. The time
   * that claiming takes is part of it.
   */
  readonly beginBefore: Date;
}

/** Claims due deliveries under a lease, so that one replica at a time acts on a delivery. */
export function createClaims(options: {
  readonly db: Database;
  readonly policy: DeliveryPolicy;
  readonly now: () => Date;
  readonly sharedClock: SQL;
  readonly circumstances: (at: Date) => Circumstances;
  readonly write: WriteDeliveries;
}) {
  const { db, policy, now, sharedClock, circumstances, write } = options;
  return {
    /** Claims up to `limit` due deliveries of a lane for one lease each; skips those that another replica has locked. */
    claimDue: (lane: Lane, limit: number): Promise<Task[]> =>
      db.transaction(async (tx) => {
        // Read before the lease begins, so that `beginBefore` is never late, however far apart the two clocks are.
        const begun = now();
        const due = await tx
          .select(rowAt(sharedClock))
          .from(deliveries)
          .where(and(lte(deliveries.dueAt, sharedClock), isInLane(lane), inTurn(tx)))
          .orderBy(asc(deliveries.dueAt))
          .limit(limit)
          .for('update', { skipLocked: true });
        const beginBefore = new Date(begun.getTime() + policy.beginMs);
        const tasks: Task[] = [];
        const changes: DeliveryChange[] = [];
        for (const { row, at } of due) {
          const delivery = toDelivery(row);
          const { state, action } = claim(delivery, circumstances(at));
          changes.push({ row, before: delivery, after: [{ ...delivery, state }] });
          if (action !== 'NONE')
            tasks.push({ row, action, attempt: state.attempt, leasedAt: at, beginBefore });
        }
        await write(tx, changes);
        return tasks;
      }),

    /** When the next delivery of a lane is due that does not wait for another one; null when there is none. */
    async nextDue(lane: Lane): Promise<Date | null> {
      const [next] = await db
        .select({ dueAt: deliveries.dueAt })
        .from(deliveries)
        .where(and(isNotNull(deliveries.dueAt), isInLane(lane), inTurn(db)))
        .orderBy(asc(deliveries.dueAt))
        .limit(1);
      return next?.dueAt ?? null;
    },
  };
}

/**
 * Messages with one correlation id are sent in the order of their versions: a PENDING message waits until each earlier one is
 * accepted by the provider or has ended.
 */
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
