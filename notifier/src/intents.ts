import { arrayOf } from '@movecall/database/rows';
import type { Commanded, Execute } from '@movecall/decider';
import type { Cause, Transaction } from '@movecall/eventlog';
import { sql } from 'drizzle-orm';
import type { DeliveryRefusal, DeliveryRequest } from './delivery.ts';
import type { DeliveryFact } from './delivery-state.ts';
import type { Intent, MessagesCommand } from './messages.ts';
import { deliveries, type DeliveryRow } from './tables.ts';

/** A delivery as far as it tells which message it is. */
type Known = Pick<DeliveryRow, 'id' | 'correlationId' | 'version' | 'template'>;

/**
 * Executes commands about all messages of a call or a sign-in, whose id is the id of the command: each becomes commands to their
 * deliveries.
 */
export const createIntents =
  (
    execute: Execute<DeliveryRequest, DeliveryFact, DeliveryRefusal>,
    newId: () => string,
  ): Execute<MessagesCommand, DeliveryFact, DeliveryRefusal> =>
  async (tx, commands) => {
    const known = await findKnown(tx, commands);
    return execute(tx, toDeliveries(commands, known, newId));
  };

/** Finds the deliveries that a command may change. A command that only sends a message changes none. */
function findKnown(
  tx: Transaction,
  commands: readonly Commanded<MessagesCommand>[],
): Promise<readonly Known[]> {
  const changing = commands.filter(({ command }) => command.type === 'erase' || command.withdraws.length > 0);
  const ids = [...new Set(changing.map(({ id }) => id))];
  if (ids.length === 0) return Promise.resolve([]);
  const { id, correlationId, version, template } = deliveries;
  return tx
    .select({ id, correlationId, version, template })
    .from(deliveries)
    .where(sql`${correlationId} = any(${arrayOf(ids)}::uuid[])`);
}

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
  return commands.flatMap(({ id, command, cause }) => {
    const correlationId = id.toLowerCase();
    const own = known.filter((each) => each.correlationId === correlationId);
    const to = (targets: readonly Known[], request: DeliveryRequest): Commanded<DeliveryRequest>[] =>
      targets.map((target) => ({ id: target.id, command: request, cause }));
    if (command.type === 'erase') return to(own, { type: 'erase' });
    const { intent, withdraws } = command;
    const { version, template } = intent;
    const outdated = own.filter((each) => each.version < version && withdraws.includes(each.template));
    const withdrawals = to(outdated, { type: 'withdraw' });
    if (own.some((each) => each.version === version && each.template === template)) return withdrawals;
    const added = { id: newId(), correlationId, version, template };
    known.push(added);
    return [...withdrawals, ...to([added], record(correlationId, intent, cause))];
  });
}

function record(correlationId: string, intent: Intent, cause: Cause): DeliveryRequest {
  const { expiresAt, ...message } = intent;
  const { causationId, traceparent } = cause;
  if (causationId === null) throw new Error('a message is caused by an event');
  return {
    type: 'record',
    message: { ...message, correlationId, eventId: causationId, traceparent },
    expiresAt,
  };
}
