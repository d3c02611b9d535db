import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { decide, type OrderCommand, type OrderRequest, type OrderState } from '../src/order.ts';

const callId = randomUUID();
const request: OrderRequest = {
  callId,
  ownerId: randomUUID(),
  ownerTel: 'k1.aa.bb',
  moveType: 'FULL_PACKING',
  location: { address: '마포구', district: '마포구', latitude: 37.5663, longitude: 126.9019 },
  movingOn: '2026-12-01',
  cost: 2_500_000,
};
const accept: OrderCommand = { type: 'accept', request };
const moverId = randomUUID();

const none: OrderState = { status: 'NONE' };
const tombstone: OrderState = { status: 'VOID' };
const accepted: OrderState = { status: 'ACCEPTED' };
const waiting: OrderState = { status: 'WAITING' };
const assigned: OrderState = { status: 'ASSIGNED', moverId };
const cancelled: OrderState = { status: 'CANCELLED', formerMoverId: null };
const neverAnnounced: OrderCommand = { type: 'void', announcedMoverId: null };

test('accepting a call requests its assignment', () => {
  const decision = decide(callId, none, accept);
  expect(decision).toMatchObject({
    type: 'changed',
    state: accepted,
    facts: [
      {
        type: 'AssignmentRequested',
        correlationId: callId,
        data: { ownerId: request.ownerId, ownerTel: 'k1.aa.bb', cost: 2_500_000 },
      },
    ],
  });
});

test.each([accepted, waiting, assigned])(
  'accepting a call again changes nothing while its order is %o',
  (state) => {
    expect(decide(callId, state, accept)).toEqual({ type: 'unchanged' });
  },
);

test.each([tombstone, cancelled])(
  'an acceptance that arrives after its withdrawal is refused: %o',
  (state) => {
    expect(decide(callId, state, accept)).toEqual({ type: 'refused' });
  },
);

test('a withdrawal that arrives before its order leaves a tombstone and publishes nothing', () => {
  expect(decide(callId, none, neverAnnounced)).toEqual({ type: 'changed', state: tombstone, facts: [] });
});

test.each([accepted, waiting, assigned])(
  'voiding an order that is %o asks assign to release its mover',
  (state) => {
    expect(decide(callId, state, neverAnnounced)).toMatchObject({
      type: 'changed',
      state: cancelled,
      facts: [{ type: 'AssignmentCancelRequested', correlationId: callId }],
    });
  },
);

test.each<[OrderState, string | null | undefined, string | null]>([
  [assigned, moverId, moverId],
  [waiting, moverId, moverId],
  [assigned, null, null],
  // Cancelled by a build that does not tell.
  [assigned, undefined, moverId],
  [accepted, undefined, null],
])(
  'the former mover of an order that was %o, with %s announced, is %s',
  (state, announcedMoverId, formerMoverId) => {
    expect(decide(callId, state, { type: 'void', announcedMoverId })).toMatchObject({
      state: { status: 'CANCELLED', formerMoverId },
    });
  },
);

test.each([tombstone, cancelled])('voiding again changes nothing: %o', (state) => {
  expect(decide(callId, state, neverAnnounced)).toEqual({ type: 'unchanged' });
});

test('an order waits while no mover is free, and is then assigned', () => {
  expect(decide(callId, accepted, { type: 'noteNoMoverFree' })).toEqual({
    type: 'changed',
    state: waiting,
    facts: [],
  });
  expect(decide(callId, waiting, { type: 'noteAssigned', moverId })).toEqual({
    type: 'changed',
    state: assigned,
    facts: [],
  });
});

test.each([none, tombstone, cancelled, assigned])(
  'an assignment changes nothing for an order that is %o',
  (state) => {
    expect(decide(callId, state, { type: 'noteAssigned', moverId: randomUUID() })).toEqual({
      type: 'unchanged',
    });
    expect(decide(callId, state, { type: 'noteNoMoverFree' })).toEqual({ type: 'unchanged' });
  },
);

test.each([accepted, waiting, assigned, cancelled])(
  'erasing leaves the status of an order that is %o, and tells assign',
  (state) => {
    expect(decide(callId, state, { type: 'erase' })).toMatchObject({
      type: 'changed',
      state,
      facts: [{ type: 'OrderErased', correlationId: callId }],
    });
  },
);

test.each([none, tombstone])('there is nothing to erase without an order: %o', (state) => {
  expect(decide(callId, state, { type: 'erase' })).toEqual({ type: 'unchanged' });
});
