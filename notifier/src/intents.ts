import type { EventEnvelope, Transaction } from '@movecall/eventlog';
import type { TemplateCode } from '@movecall/schema/templates';
import { activeSpan } from '@movecall/telemetry/trace';
import { and, asc, eq, inArray, lt, sql, type SQL } from 'drizzle-orm';
import type { Delivery } from './delivery.ts';
import type { DeliveryPolicy } from './delivery-policy.ts';
import { toDelivery } from './delivery-row.ts';
import { erase, withdraw } from './delivery-sending.ts';
import type { WriteDeliveries } from './delivery-writer.ts';
import type { Intent } from './messages.ts';
import { deliveries } from './tables.ts';

/** The channel on which a commit wakes the dispatchers of all replicas. */
export const DELIVERIES_CHANNEL = 'deliveries';

/** Records the messages to send, and withdraws outdated ones, in the transaction of the event that causes it. */
export function createIntents(options: {
  readonly policy: DeliveryPolicy;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly sharedClock: SQL;
  readonly write: WriteDeliveries;
}) {
  const { policy, now, newId, sharedClock, write } = options;

  async function changeAll(
    tx: Transaction,
    condition: SQL | undefined,
    decide: (delivery: Delivery, now: Date) => Delivery,
  ): Promise<void> {
    const rows = await tx
      .select()
      .from(deliveries)
      .where(condition)
      .orderBy(asc(deliveries.id))
      .for('update');
    const at = now();
    await write(
      tx,
      rows.map((row) => {
        const before = toDelivery(row);
        return { row, before, after: [decide(before, at)] };
      }),
    );
  }

  return {
    /** Records an intent as a PENDING delivery. The same intent again changes nothing. */
    async record(tx: Transaction, event: EventEnvelope, intent: Intent): Promise<void> {
      await tx
        .insert(deliveries)
        .values({
          id: newId(),
          correlationId: event.correlationId,
          version: intent.version,
          template: intent.template,
          eventId: event.id,
          // The span that sends the message, however late, continues this trace.
          traceparent: activeSpan()?.traceparent ?? event.traceparent,
          recipient: intent.recipient,
          variables: intent.variables,
          link: intent.link,
          createdAt: sharedClock,
          expiresAt: intent.expiresAt ?? sql`${sharedClock} + ${policy.usefulMs} * interval '1 millisecond'`,
          status: 'PENDING',
          attempt: 0,
          lookups: 0,
          dueAt: sharedClock,
        })
        .onConflictDoNothing();
      await tx.execute(sql`select pg_notify(${DELIVERIES_CHANNEL}, '')`);
    },

    /** Erases what the messages about a call say, and to whom. Those that were not sent yet are withdrawn. */
    erase: (tx: Transaction, correlationId: string): Promise<void> =>
      changeAll(tx, eq(deliveries.correlationId, correlationId), erase),

    /** Withdraws the messages with these templates and a version before `version`. */
    withdrawEarlier: (
      tx: Transaction,
      correlationId: string,
      version: number,
      templates: readonly TemplateCode[],
    ): Promise<void> =>
      changeAll(
        tx,
        and(
          eq(deliveries.correlationId, correlationId),
          lt(deliveries.version, version),
          inArray(deliveries.template, [...templates]),
        ),
        withdraw,
      ),
  };
}
