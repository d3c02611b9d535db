import type { Sealer } from '@movecall/eventlog/sealer';
import { type EventOf, type Fact, fact, type TypedText } from '@movecall/schema/events';
import { moverIdOf, type StatusChange } from './call.ts';
import type { CallRecord } from './call-record.ts';
import { waitingText } from './waiting-texts.ts';

/**
 * The events of a change: one MoveCallStatusChanged for each version, and CallCancelled for manage when the call was cancelled.
 * Phones and what people typed are sealed.
 */
export function eventsOf(
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
    mover: sealedMover(change, sealer),
    moverId: moverIdOf(change),
    recipient: { tel: sealer.seal(record.tel) },
    summary: {
      moveType: record.moveType,
      address: record.location.district ?? sealedText(record.location.address, sealer),
      movingOn: record.movingOn,
      cost: record.cost,
    },
  });
  if (change.status !== 'CANCELLED') return [statusChanged];
  const reason = change.reason === null ? null : sealedText(change.reason, sealer);
  return [
    statusChanged,
    fact('CallCancelled', record.id, { reason, announcedMoverId: change.formerMoverId }),
  ];
}

function sealedMover(
  change: StatusChange,
  sealer: Sealer,
): EventOf<'MoveCallStatusChanged'>['data']['mover'] {
  if (!('mover' in change)) return null;
  const { id, name, tel, plate } = change.mover;
  return { id, name: sealedText(name, sealer), tel: sealer.seal(tel), plate };
}

const sealedText = (text: string, sealer: Sealer): TypedText => ({ sealed: sealer.seal(text) });
