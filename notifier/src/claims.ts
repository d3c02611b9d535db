import type { Decision, Execute } from '@movecall/decider';
import type { Database } from '@movecall/eventlog';
import { and, asc, isNotNull, lte, type SQL, sql } from 'drizzle-orm';
import type { DeliveryCommand, DeliveryRefusal } from './delivery.ts';
import type { DeliveryPolicy } from './delivery-policy.ts';
import { toDelivery } from './delivery-row.ts';
import type { Circumstances, Delivery, DeliveryFact } from './delivery-state.ts';
import { isInLane, type Lane } from './lanes.ts';
import { rowAt } from './shared-clock.ts';
import { deliveries, type DeliveryRow } from './tables.ts';

/** A delivery that this process holds until its lease ends, and the action to take. */
export interface Task {
  readonly row: DeliveryRow;
  readonly action: 'SEND' | 'LOOK_UP';
  readonly attempt: number;
  /** When the lease began, by the shared clock. */
  readonly leasedAt: Date;
  /**
   * The deadline for beginning the action, by this process's clock. The rest of the lease is for the provider's answer. The time
   * that claiming takes is part of it.
   */
  readonly beginBefore: Date;
}

/** A row, and the moment by the shared clock at which it was read. */
interface Due {
  readonly row: DeliveryRow;
  readonly at: Date;
}

/** Claims due deliveries under a lease, so that one replica at a time acts on a delivery. */
export function createClaims(options: {
  readonly db: Database;
  readonly policy: DeliveryPolicy;
  readonly now: () => Date;
  readonly sharedClock: SQL;
  readonly circumstances: (at: Date) => Circumstances;
  /** Executes commands to deliveries that are loaded and locked already. */
  readonly executeOn: (
    states: ReadonlyMap<string, Delivery | null>,
  ) => Execute<DeliveryCommand, DeliveryFact, DeliveryRefusal>;
}) {
  const { db, policy, now, sharedClock, circumstances, executeOn } = options;
  return {
    /** Claims up to `limit` due deliveries of a lane for one lease each; skips those that another replica has locked. */
    claimDue: (lane: Lane, limit: number): Promise<Task[]> =>
      db.transaction(async (tx) => {
        // Read before the lease begins, so that `beginBefore` is never late, however far apart the two clocks are.
        const begun = now();
        const due: Due[] = await tx
          .select(rowAt(sharedClock))
          .from(deliveries)
          .where(and(lte(deliveries.dueAt, sharedClock), isInLane(lane), inTurn))
          .orderBy(asc(deliveries.dueAt))
          .limit(limit)
          .for('update', { skipLocked: true });
        if (due.length === 0) return [];
        const execute = executeOn(new Map(due.map(({ row }) => [row.id, toDelivery(row)])));
        const decisions = await execute(
          tx,
          due.map(({ row, at }) => ({
            id: row.id,
            command: { type: 'claim', circumstances: circumstances(at) },
            cause: { causationId: row.eventId, traceparent: row.traceparent },
          })),
        );
        const beginBefore = new Date(begun.getTime() + policy.beginMs);
        return due.flatMap((each, nth) => toTask(each, decisions[nth], beginBefore) ?? []);
      }),

    /** In how many milliseconds the next delivery of a lane is due that does not wait for another one; null when there is none. */
    async nextDueIn(lane: Lane): Promise<number | null> {
      const [next] = await db
        .select({
          ms: sql<number>`(extract(epoch from ${deliveries.dueAt} - (${sharedClock})) * 1000)::float`,
        })
        .from(deliveries)
        .where(and(isNotNull(deliveries.dueAt), isInLane(lane), inTurn))
        .orderBy(asc(deliveries.dueAt))
        .limit(1);
      return next?.ms ?? null;
    },
  };
}

/** The task of a claimed delivery; null when the claim has ended it. */
function toTask(
  { row, at }: Due,
  decision: Decision<DeliveryFact, DeliveryRefusal> | undefined,
  beginBefore: Date,
): Task | null {
  const [fact] = decision !== undefined && 'facts' in decision ? decision.facts : [];
  const common = { row, leasedAt: at, beginBefore };
  if (fact?.type === 'SendingBegun') return { ...common, action: 'SEND', attempt: fact.attempt };
  return fact?.type === 'LookUpBegun' ? { ...common, action: 'LOOK_UP', attempt: row.attempt } : null;
}

/**
 * Messages with one correlation id to one recipient are sent in the order of their versions: a PENDING message waits until each earlier one is
 * accepted by the provider or has ended. `offset 0` keeps the look-up from being replaced by a scan of the whole table.
 */
const inTurn: SQL = sql`(${deliveries.status} <> 'PENDING' or not exists (
  select from ${deliveries} as before
  where before.correlation_id = ${deliveries.correlationId} and before.version < ${deliveries.version}
    and before.recipient_id is not distinct from ${deliveries.recipientId}
    and before.status in ('PENDING', 'SENDING', 'UNKNOWN')
  offset 0))`;
