import type { EventEnvelope } from '@movecall/eventlog';
import { currentVersion, type EventOf } from '@movecall/schema/events';
import { randomUUID } from 'node:crypto';

type StatusData = EventOf<'MoveCallStatusChanged'>['data'];

/** The data of a status change as call publishes it. `seal` seals phones with the keys that producer and consumer share. */
export const statusData = (
  seal: (text: string) => string,
  change: Pick<StatusData, 'version' | 'status'> & Partial<StatusData>,
  tel = '+821012345678',
): StatusData => ({
  at: '2026-11-22T03:00:00.000Z',
  waitingReason: null,
  ownerId: '0196f7b0-0000-7000-8000-000000000001',
  mover:
    change.status === 'CONFIRMED'
      ? {
          id: '0196f7b0-0000-7000-8000-000000000002',
          name: { sealed: seal('백영곤') },
          tel: seal('+821023456789'),
          plate: '34가4567',
        }
      : null,
  moverId: change.status === 'CONFIRMED' ? '0196f7b0-0000-7000-8000-000000000002' : null,
  recipient: { tel: seal(tel) },
  summary: { moveType: 'FULL_PACKING', address: '서울 마포구', movingOn: '2026-11-29', cost: 2_500_000 },
  ...change,
});

/** The event in its envelope, as a consumer reads it. */
export const statusChanged = (
  data: StatusData,
  correlationId: string = randomUUID(),
): EventOf<'MoveCallStatusChanged'> => ({
  id: randomUUID(),
  type: 'MoveCallStatusChanged',
  version: 1,
  time: data.at,
  producer: 'call',
  correlationId,
  sequence: data.version,
  causationId: null,
  traceparent: null,
  data,
});

/** A quote that an operator had sent. */
export const quoteShared = (
  seal: (text: string) => string,
  correlationId: string = randomUUID(),
  sequence = 1,
): EventOf<'QuoteShared'> => ({
  id: randomUUID(),
  type: 'QuoteShared',
  version: 1,
  time: '2026-12-01T03:00:00.000Z',
  producer: 'manage',
  correlationId,
  sequence,
  causationId: null,
  traceparent: null,
  data: {
    version: 2,
    moveType: 'FULL_PACKING',
    address: '성남시',
    movingOn: '2026-12-07',
    total: 1_770_000,
    validUntil: '2026-12-07T15:00:00.000Z',
    recipient: { tel: seal('+821012345678') },
  },
});

/** A contract of a call that has its company. */
export const contractMade = (
  seal: (text: string) => string,
  callId: string,
  version = 1,
  tel = '+821012345678',
): EventOf<'ContractMade'> => ({
  id: randomUUID(),
  type: 'ContractMade',
  version: 1,
  time: '2026-12-01T03:00:00.000Z',
  producer: 'manage',
  correlationId: randomUUID(),
  sequence: 1,
  causationId: null,
  traceparent: null,
  data: {
    callId,
    version,
    moveType: 'FULL_PACKING',
    address: '성남시',
    movingOn: '2026-12-07',
    companyName: { sealed: seal('한길이사') },
    total: 1_770_000,
    deposit: 177_000,
    recipient: { tel: seal(tel) },
  },
});

export const codeRequested = (
  data: EventOf<'LoginCodeRequested'>['data'],
  sequence = 1,
): EventOf<'LoginCodeRequested'> => ({
  id: randomUUID(),
  type: 'LoginCodeRequested',
  version: 1,
  time: '2026-11-22T03:00:00.000Z',
  producer: 'call',
  correlationId: randomUUID(),
  sequence,
  causationId: null,
  traceparent: null,
  data,
});

/** An event of assign about a call. */
export const assignEvent = <T extends 'AssignmentCompleted' | 'AssignmentCancelled'>(
  type: T,
  correlationId: string,
  sequence: number,
  data: EventOf<T>['data'],
): EventEnvelope => ({
  ...envelope('assign', correlationId, sequence),
  type,
  version: currentVersion(type),
  data,
});

/** An event of call about what an operator must know. */
export const alertRequested = <T extends 'TeamLostAlertRequested' | 'JobsAtRiskAlertRequested'>(
  type: T,
  correlationId: string,
  sequence: number,
  data: EventOf<T>['data'],
): EventEnvelope => ({ ...envelope('call', correlationId, sequence), type, version: 1, data });

const envelope = (producer: string, correlationId: string, sequence: number) => ({
  id: randomUUID(),
  time: '2026-11-22T03:00:00.000Z',
  producer,
  correlationId,
  sequence,
  causationId: null,
  traceparent: null,
});

/** A team, as events tell it. */
export const teamOf = (seal: (text: string) => string, id: string = randomUUID(), tel = '+821023456789') => ({
  id,
  name: { sealed: seal('백영곤') },
  tel: seal(tel),
  plate: '34가4567',
});

export const summary = {
  moveType: 'FULL_PACKING',
  region: '서울 마포구',
  movingOn: '2026-12-07',
  slot: 'MORNING',
  tons: 2.5,
} as const;
