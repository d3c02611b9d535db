import { appendEvents, type Cause, type Transaction } from '@movecall/eventlog';
import { type EventOf, type Fact, fact } from '@movecall/schema/events';
import { maskPhones } from '@movecall/telemetry/logger';
import type { Sealer } from '@movecall/eventlog/sealer';
import { moverIdOf, type StatusChange } from './call.ts';
import { waitingText } from './messages.ts';
import type { CallRecord } from './call-record.ts';

/** When something is done, and what led to it. */
export interface Work {
  readonly now: Date;
  readonly cause: Cause;
}

/** States facts in the transaction that makes them true. */
export type StateFacts = (tx: Transaction, work: Work, facts: readonly Fact[]) => Promise<void>;

export const createStateFacts =
  (newId: () => string): StateFacts =>
  (tx, work, facts) =>
    appendEvents(tx, { producer: 'call', cause: work.cause, now: work.now, newId }, facts);

/** What the world hears of a change: every version is one MoveCallStatusChanged, and a cancellation is manage's business too. */
export function factsOf(
  record: CallRecord,
  change: StatusChange,
  now: Date,
  sealer: Sealer,
): readonly Fact[] {
  const statusChanged = fact('MoveCallStatusChanged', record.id, {
    version: change.version,
    status: change.status,
    at: now.toISOString(),
    waitingReason:
      change.status === 'ASSIGNING' && change.waitingReason !== null
        ? waitingText(change.waitingReason)
        : null,
    ownerId: record.ownerId,
    mover: announcedMover(change, sealer),
    moverId: moverIdOf(change),
    recipient: { tel: sealer.seal(record.tel) },
    summary: {
      moveType: record.moveType,
      address: record.location.district ?? maskPhones(record.location.address),
      movingOn: record.movingOn,
      cost: record.cost,
    },
  });
  return change.status === 'CANCELLED'
    ? [
        statusChanged,
        fact('CallCancelled', record.id, { reason: change.reason && maskPhones(change.reason) }),
      ]
    : [statusChanged];
}

function announcedMover(
  change: StatusChange,
  sealer: Sealer,
): EventOf<'MoveCallStatusChanged'>['data']['mover'] {
  if (!('mover' in change)) return null;
  const { id, name, tel, plate } = change.mover;
  return { id, name, tel: sealer.seal(tel), plate };
}
