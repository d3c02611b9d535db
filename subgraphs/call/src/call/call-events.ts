import type { Sealer } from '@movecall/eventlog/sealer';
import type { TypedText } from '@movecall/schema/event-values';
import { type EventOf, type Fact, fact } from '@movecall/schema/events';
import { type CallFact, moverIdOf } from './call.ts';
import type { KeptRecord } from './call-record.ts';
import { labelOf } from '@movecall/values/places';
import { waitingText } from './waiting-texts.ts';

/**
 * What other services are told of a fact about a call: one MoveCallStatusChanged for each version, and CallCancelled for manage when the
 * call was cancelled. Phones and what people typed are sealed.
 *
 * @throws Error when the call's personal data was erased: only a call that is over is erased, and it never changes again
 */
export function eventsOf(recorded: CallFact, record: KeptRecord, sealer: Sealer): readonly Fact[] {
  if (record.tel === null) throw new Error(`call ${record.id} was erased; it cannot change`);
  const statusChanged = fact('MoveCallStatusChanged', record.id, {
    version: recorded.version,
    status: recorded.status,
    at: recorded.at.toISOString(),
    waitingReason:
      recorded.status === 'ASSIGNING' && recorded.waitingReason !== null
        ? waitingText(recorded.waitingReason)
        : null,
    ownerId: record.ownerId,
    mover: sealedMover(recorded, sealer),
    moverId: moverIdOf(recorded),
    recipient: { tel: sealer.seal(record.tel) },
    summary: {
      moveType: record.moveType,
      address: labelOf(record.location) ?? sealedText(record.location.address, sealer),
      movingOn: record.movingOn,
      slot: record.slot,
      cost: record.cost,
    },
    ...(recorded.rescheduled && { rescheduledFrom: recorded.rescheduled.from }),
  });
  if (recorded.status !== 'CANCELLED') return [statusChanged];
  const reason = recorded.reason === null ? null : sealedText(recorded.reason, sealer);
  return [
    statusChanged,
    fact('CallCancelled', record.id, {
      reason,
      by: recorded.by,
      announcedMoverId: recorded.formerMoverId,
    }),
  ];
}

function sealedMover(recorded: CallFact, sealer: Sealer): EventOf<'MoveCallStatusChanged'>['data']['mover'] {
  if (!('mover' in recorded)) return null;
  const { id, name, tel, plate } = recorded.mover;
  return { id, name: sealedText(name, sealer), tel: sealer.seal(tel), plate };
}

const sealedText = (text: string, sealer: Sealer): TypedText => ({ sealed: sealer.seal(text) });
