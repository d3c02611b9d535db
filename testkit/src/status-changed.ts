import { writeEnvelope } from '@movecall/eventlog';
import type { MoveCallStatus } from '@movecall/schema/events';
import { randomUUID } from 'node:crypto';

export interface StatusChanged {
  readonly callId: string;
  readonly version: number;
  readonly status: MoveCallStatus;
  /** RFC 3339. */
  readonly at: string;
  readonly ownerId: string;
  readonly mover: { id: string; name: string; tel: string; plate: string } | null;
  readonly moverId: string | null;
  /** W3C Trace Context. */
  readonly traceparent: string | null;
}

/** The event MoveCallStatusChanged as JSON, as call's relay appends it to the stream. */
export function statusChanged(change: StatusChanged): string {
  const { callId, version, status, at, ownerId, mover, moverId, traceparent } = change;
  const sealed = 'k.aaaa.bbbb';
  return writeEnvelope({
    id: randomUUID(),
    type: 'MoveCallStatusChanged',
    version: 1,
    time: at,
    producer: 'call',
    correlationId: callId,
    sequence: version,
    causationId: null,
    traceparent,
    data: {
      version,
      status,
      at,
      waitingReason: null,
      ownerId,
      mover: mover && { ...mover, tel: sealed },
      moverId,
      recipient: { tel: sealed },
      summary: { moveType: 'FULL_PACKING', address: '마포구', movingOn: '2026-12-01', cost: 2_500_000 },
    },
  });
}
