import { arrayOf } from '@movecall/database/rows';
import type { Commanded } from '@movecall/decider';
import type { Transaction } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import { type EventOf, type Fact, fact } from '@movecall/schema/events';
import type { Tel } from '@movecall/values/tel';
import { inArray, sql } from 'drizzle-orm';
import type { AppendFacts } from '../outbox.ts';
import { calls } from '../tables.ts';

/**
 * What operators are told by AlimTalk. Only this service knows their phones, so it asks the notifier for one message to each of them:
 * one event, one message.
 */

type ToOne<T extends 'TeamLostAlertRequested' | 'JobsAtRiskAlertRequested'> = Omit<
  EventOf<T>['data'],
  'recipient'
>;

export type OperatorAlert =
  | { readonly type: 'TeamLostAlertRequested'; readonly data: ToOne<'TeamLostAlertRequested'> }
  | { readonly type: 'JobsAtRiskAlertRequested'; readonly data: ToOne<'JobsAtRiskAlertRequested'> };

export interface OperatorAlertDeps {
  /** The phones of operators. */
  readonly operators: ReadonlySet<Tel>;
  readonly appendFacts: AppendFacts;
  readonly sealer: Sealer;
  readonly now: () => Date;
}

/** Alerts about a call that is over are left out. */
export async function alertOperators(
  tx: Transaction,
  alerts: readonly Commanded<OperatorAlert>[],
  { operators, appendFacts, sealer, now }: OperatorAlertDeps,
): Promise<void> {
  if (alerts.length === 0 || operators.size === 0) return;
  const open = await openCalls(
    tx,
    alerts.map(({ id }) => id),
  );
  const isMeant = ({ id, command }: Commanded<OperatorAlert>): boolean =>
    command.type === 'JobsAtRiskAlertRequested' || open.has(id);
  const facts = alerts
    .filter(isMeant)
    .flatMap(({ id, command, cause }) =>
      [...operators].map((tel) => ({ ...factOf(id, command, { tel: sealer.seal(tel) }), cause })),
    );
  await appendFacts(tx, { now: now() }, facts);
}

/** The event for one operator. */
const factOf = (id: string, alert: OperatorAlert, recipient: { readonly tel: string }): Fact =>
  alert.type === 'TeamLostAlertRequested'
    ? fact(alert.type, id, { recipient, ...alert.data })
    : fact(alert.type, id, { recipient, ...alert.data });

/** Which of some calls go on. */
async function openCalls(tx: Transaction, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx
    .select({ id: calls.id })
    .from(calls)
    .where(
      sql`${calls.id} = any(${arrayOf(ids)}::uuid[]) and ${calls.erasedAt} is null and ${inArray(calls.status, ['REQUESTED', 'ASSIGNING', 'CONFIRMED'])}`,
    );
  return new Set(rows.map(({ id }) => id));
}
