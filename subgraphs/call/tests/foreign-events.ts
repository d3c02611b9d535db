import type { Sealer } from '@movecall/eventlog/sealer';
import type { EventOf } from '@movecall/schema/events';
import { randomUUID } from 'node:crypto';

/** Data of the events that the other services publish about a call. */

export const assignmentRequested = (ownerId: string): EventOf<'AssignmentRequested'>['data'] => ({
  ownerId,
  moveType: 'FULL_PACKING',
  location: { address: 'mapo', district: '마포구', latitude: 37.5663, longitude: 126.9019 },
  movingOn: '2026-11-22',
  cost: 2_500_000,
});

export const assignmentCompleted = (
  { sealer }: { readonly sealer: Sealer },
  moverId: string = randomUUID(),
): EventOf<'AssignmentCompleted'>['data'] => ({
  assignmentId: randomUUID(),
  mover: {
    id: moverId,
    name: { sealed: sealer.seal('백영곤') },
    tel: sealer.seal('+821023456789'),
    plate: '34가4567',
  },
  distanceMeters: 1_200,
});

export const alertDelivered = (): EventOf<'AlertSettled'>['data'] => ({
  deliveryId: randomUUID(),
  template: 'CALL_CONFIRMED',
  channel: 'ALIMTALK',
  outcome: 'DELIVERED',
  at: new Date().toISOString(),
});
