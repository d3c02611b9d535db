import { lockIds } from '@movecall/database/id-locks';
import { arrayOf } from '@movecall/database/rows';
import type { Commanded, Execute } from '@movecall/decider';
import type { Cause, Transaction } from '@movecall/eventlog';
import type { TemplateCode } from '@movecall/schema/templates';
import { sql } from 'drizzle-orm';
import type { DeliveryRefusal, DeliveryRequest } from './delivery.ts';
import type { DeliveryFact } from './delivery-state.ts';
import type { Intent, MessagesCommand } from './message-values.ts';
import { deliveries, type DeliveryRow } from './tables.ts';

/** A delivery as far as it tells which message it is. */
type Known = Pick<DeliveryRow, 'id' | 'correlationId' | 'recipientId' | 'version' | 'template' | 'erased'>;

/** Executes commands about all messages of a call, a sign-in or a quote: each becomes commands to their deliveries. */
export const createIntents =
  (
    execute: Execute<DeliveryRequest, DeliveryFact, DeliveryRefusal>,
    newId: () => string,
  ): Execute<MessagesCommand, DeliveryFact, DeliveryRefusal> =>
  async (tx, commands) => {
    const known = await findKnown(tx, commands);
    return execute(tx, toDeliveries(commands, known, newId));
  };

/** Finds the deliveries that commands may change, or that change what they mean. For a command that only sends a message there are none. */
async function findKnown(
  tx: Transaction,
  commands: readonly Commanded<MessagesCommand>[],
): Promise<readonly Known[]> {
  const ids = [...new Set(commands.filter(({ command }) => isAboutOthers(command)).map(subjectOf))];
  if (ids.length === 0) return [];
  const { id, correlationId, recipientId, version, template, erased } = deliveries;
  // Of two events on different streams, the one that is applied second has to see what the first one has left.
  const [, known] = await Promise.all([
    lockIds(tx, ids),
    tx
      .select({ id, correlationId, recipientId, version, template, erased })
      .from(deliveries)
      .where(sql`${correlationId} = any(${arrayOf(ids)}::uuid[])`),
  ]);
  return known;
}

const isAboutOthers = (command: MessagesCommand): boolean =>
  command.type !== 'send' || command.withdraws.length > 0 || command.withdrawnBy.length > 0;

/** The id of what a command is about, as Postgres writes it. */
const subjectOf = ({ id, command }: Commanded<MessagesCommand>): string =>
  (command.type === 'send' ? command.intent.about : id).toLowerCase();

/**
 * Turns commands about messages into commands to their deliveries, in order. Those that a command records are known to the commands
 * after it.
 *
 * @param stored the deliveries that the commands may change
 */
export function toDeliveries(
  commands: readonly Commanded<MessagesCommand>[],
  stored: readonly Known[],
  newId: () => string,
): Commanded<DeliveryRequest>[] {
  const known = [...stored];
  const erased = new Set(stored.filter((each) => each.erased).map(({ correlationId }) => correlationId));
  return commands.flatMap((commanded) => {
    const { command, cause } = commanded;
    const correlationId = subjectOf(commanded);
    const own = known.filter((each) => each.correlationId === correlationId);
    const to = (targets: readonly Known[], request: DeliveryRequest): Commanded<DeliveryRequest>[] =>
      targets.map((target) => ({ id: target.id, command: request, cause }));
    if (command.type === 'erase') {
      if (own.length > 0) erased.add(correlationId);
      return to(own, { type: 'erase' });
    }
    if (command.type === 'withdraw')
      return to(own.filter(isOneOf(command.templates, command.recipientId)), { type: 'withdraw' });
    const { intent, withdraws, withdrawnBy } = command;
    const { version, template, recipientId } = intent;
    const withdrawals = to(own.filter(isOneOf(withdraws, recipientId)), { type: 'withdraw' });
    if (own.some((each) => each.version === version && each.template === template)) return withdrawals;
    const added = { id: newId(), correlationId, recipientId, version, template, erased: false };
    known.push(added);
    return [
      ...withdrawals,
      ...to([added], record(correlationId, intent, cause)),
      ...(own.some(isOneOf(withdrawnBy)) ? to([added], { type: 'withdraw' }) : []),
      ...(erased.has(correlationId) ? to([added], { type: 'erase' }) : []),
    ];
  });
}

/** @param recipientId to whom; null: to anybody */
const isOneOf =
  (templates: readonly TemplateCode[], recipientId: string | null = null) =>
  (each: Known): boolean =>
    templates.includes(each.template) && (recipientId === null || each.recipientId === recipientId);

function record(correlationId: string, intent: Intent, cause: Cause): DeliveryRequest {
  const { expiresAt, about: _about, ...message } = intent;
  const { causationId, traceparent } = cause;
  if (causationId === null) throw new Error('a message is caused by an event');
  return {
    type: 'record',
    message: { ...message, correlationId, eventId: causationId, traceparent },
    expiresAt,
  };
}
