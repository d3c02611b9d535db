import { causedBy, type EventEnvelope, NotYetError, type Transaction } from '@movecall/eventlog';
import { type EventOf, parseEvent } from '@movecall/schema/events';
import { parseTel, type Tel } from '@movecall/values/tel';
import type { Sealer } from '@movecall/eventlog/sealer';
import { eq } from 'drizzle-orm';
import { standing } from './attempt.ts';
import { type Command, decide, type Mover } from './call.ts';
import type { CallStore } from './store.ts';
import { alerts, attempts, movers } from './tables.ts';

export interface ReactionOptions {
  readonly calls: CallStore;
  readonly sealer: Sealer;
  readonly now: () => Date;
}

/**
 * What the events of manage, assign and notifier mean here: each becomes an own command or an own copy, in the given
 * transaction. An event about a call whose attempt is not settled yet waits.
 */
export function createReactions({ calls, sealer, now }: ReactionOptions) {
  async function command(tx: Transaction, event: EventEnvelope, order: Command): Promise<void> {
    if (!(await callExists(tx, event.correlationId))) return;
    await calls.change(tx, event.correlationId, (call) => decide(call, order), {
      now: now(),
      cause: causedBy(event),
    });
  }

  const telOf = (sealed: string): Tel => {
    const tel = parseTel(sealer.unseal(sealed));
    if (!tel) throw new Error('a sealed phone is none');
    return tel;
  };
  const moverOf = ({ id, name, tel, plate }: EventOf<'AssignmentCompleted'>['data']['mover']): Mover => ({
    id,
    name,
    tel: telOf(tel),
    plate,
  });

  async function registerMover(
    tx: Transaction,
    { moverId, name, tel }: EventOf<'MoverRegistered'>['data'],
  ): Promise<void> {
    const mover = { name, tel: telOf(tel) };
    await tx
      .insert(movers)
      .values({ id: moverId, ...mover })
      .onConflictDoUpdate({ target: movers.id, set: mover });
  }

  async function keepAlert(
    tx: Transaction,
    callId: string,
    data: EventOf<'AlertSettled'>['data'],
  ): Promise<void> {
    // Alerts about a sign-in have no call to be shown with.
    if (!(await callExists(tx, callId))) return;
    const { deliveryId, template, channel, outcome } = data;
    const alert = { callId, template, channel, outcome, at: new Date(data.at) };
    await tx
      .insert(alerts)
      .values({ id: deliveryId, ...alert })
      .onConflictDoUpdate({ target: alerts.id, set: alert });
  }

  /**
   * @throws NotYetError when the event is about a call that is being accepted at this moment.
   */
  return async function react(tx: Transaction, envelope: EventEnvelope): Promise<void> {
    const event = parseEvent(envelope);
    switch (event?.type) {
      case 'AssignmentRequested':
        return command(tx, envelope, { type: 'proveAssigning' });
      case 'AssignmentFailed':
        return command(tx, envelope, { type: 'assignmentFailed', reason: event.data.reason });
      case 'AssignmentCompleted':
        return command(tx, envelope, { type: 'confirm', mover: moverOf(event.data.mover) });
      case 'MoverRegistered':
        return registerMover(tx, event.data);
      case 'AlertSettled':
        return keepAlert(tx, event.correlationId, event.data);
      // Follow from a cancel or a withdrawal of our own, which were the last word.
      case 'AssignmentCancelRequested':
      case 'AssignmentCancelled':
      // Whether a mover is free is assign's concern.
      case 'MoverAvailabilityChanged':
      // Our own.
      case 'CallCancelled':
      case 'CallWithdrawn':
      case 'MoveCallStatusChanged':
      case 'LoginCodeRequested':
      // Of a newer producer.
      case undefined:
        return;
      default:
        return event satisfies never;
    }
  };
}

/**
 * Whether there is a call of this id, or may never be one.
 *
 * @throws NotYetError while that is being settled.
 */
async function callExists(tx: Transaction, id: string): Promise<boolean> {
  const [attempt] = await tx.select({ status: attempts.status }).from(attempts).where(eq(attempts.id, id));
  const stands = standing(attempt?.status ?? null);
  if (stands === 'NOT_YET') throw new NotYetError('the attempt is not settled');
  return stands === 'CALL_EXISTS';
}
