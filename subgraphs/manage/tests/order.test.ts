import { specificationOf } from '@movecall/testkit/decider-specification';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  initialOrder,
  type OrderCommand,
  orderDecider,
  type OrderFact,
  type OrderRequest,
} from '../src/order/order.ts';
import type { Agreement } from '../src/contract/contract.ts';
import { eventsOf } from '../src/order/order-events.ts';
import { storedQuote } from './quote/fixtures.ts';

const given = specificationOf(orderDecider, initialOrder);

const callId = randomUUID();
const location = { address: '마포구 월드컵로 1', district: '마포구', latitude: 37.5663, longitude: 126.9019 };
const request: OrderRequest = {
  callId,
  ownerId: randomUUID(),
  ownerTel: 'k1.aa.bb',
  moveType: 'FULL_PACKING',
  location,
  movingOn: '2026-12-01',
  slot: 'ALL_DAY',
  agreement: null,
  cost: 2_500_000,
};
const moverId = randomUUID();
const agreement: Agreement = {
  ownerId: request.ownerId,
  ownerTel: 'k1.aa.bb',
  quote: storedQuote,
  items: null,
  consentedAt: new Date('2026-12-01T03:00:00Z'),
  consentedBy: 'CUSTOMER',
};
const accept: OrderCommand = { type: 'accept', request };
const ending = { side: 'CUSTOMER', at: new Date('2026-11-30T03:00:00Z') } as const;
const neverAnnounced: OrderCommand = { type: 'void', announcedMoverId: null, ...ending };

const Accepted: OrderFact = { type: 'Accepted', request };
const NoMoverFree: OrderFact = { type: 'NoMoverFree' };
const Assigned: OrderFact = { type: 'Assigned', moverId, company: null, announced: false };
const Cancelled: OrderFact = { type: 'Cancelled', formerMoverId: null, ...ending };
const Voided: OrderFact = { type: 'Voided' };

const agreed = {
  movingOn: request.movingOn,
  slot: request.slot,
  cost: request.cost,
  quoteVersion: null,
  deposit: null,
};

/** The facts of an order in each status. */
const none: OrderFact[] = [];
const tombstone = [Voided];
const accepted = [Accepted];
const waiting = [Accepted, NoMoverFree];
const assigned = [Accepted, Assigned];
const cancelled = [Accepted, Cancelled];

const nothing = { facts: [] };
const cases = (...stories: OrderFact[][]) =>
  stories.map((story) => [given(...story).state.status, story] as const);

test('accepting a call accepts its order, and requests its assignment', () => {
  expect(given().when(accept)).toEqual({ facts: [Accepted] });
  expect(given(Accepted).state).toEqual({
    status: 'ACCEPTED',
    location,
    agreed,
    hasContract: false,
    announcedMoverId: null,
  });
  const { ownerId } = request;
  expect(eventsOf(Accepted, callId)).toMatchObject([
    {
      type: 'AssignmentRequested',
      correlationId: callId,
      data: { ownerId, ownerTel: 'k1.aa.bb', cost: 2_500_000 },
    },
  ]);
});

test.each(cases(accepted, waiting, assigned))('accepting an order that is %s changes nothing', (_, story) => {
  expect(given(...story).when(accept)).toEqual(nothing);
});

test.each(cases(tombstone, cancelled))('accepting an order that is %s is refused', (_, story) => {
  expect(given(...story).when(accept)).toEqual({ refusal: 'WITHDRAWN' });
});

test('a withdrawal that arrives before its order leaves a tombstone and publishes nothing', () => {
  expect(given().when(neverAnnounced)).toEqual({ facts: [Voided] });
  expect(given(Voided).state).toEqual({ status: 'VOID' });
  expect(eventsOf(Voided, callId)).toEqual([]);
});

test.each(cases(accepted, waiting, assigned))(
  'voiding an order that is %s cancels it, and asks assign to release its mover',
  (_, story) => {
    expect(given(...story).when(neverAnnounced)).toEqual({ facts: [Cancelled] });
    expect(given(...story, Cancelled).state).toEqual({
      status: 'CANCELLED',
      location,
      agreed,
      hasContract: false,
      announcedMoverId: null,
      formerMoverId: null,
    });
    expect(eventsOf(Cancelled, callId)).toMatchObject([
      { type: 'AssignmentCancelRequested', correlationId: callId },
    ]);
  },
);

test.each<[string, OrderFact[], string | null | undefined, string | null]>([
  ['ASSIGNED', assigned, moverId, moverId],
  ['WAITING', waiting, moverId, moverId],
  ['ASSIGNED', assigned, null, null],
  // Cancelled by a build that does not tell.
  ['ASSIGNED', assigned, undefined, moverId],
  ['ACCEPTED', accepted, undefined, null],
])(
  'the former mover of an order that was %s is the one that was announced',
  (_, story, announcedMoverId, formerMoverId) => {
    expect(given(...story).when({ type: 'void', announcedMoverId, ...ending })).toEqual({
      facts: [{ type: 'Cancelled', formerMoverId, ...ending }],
    });
  },
);

test.each(cases(tombstone, cancelled))('voiding an order that is %s changes nothing', (_, story) => {
  expect(given(...story).when(neverAnnounced)).toEqual(nothing);
});

test('an order waits while no mover is free, and is then assigned', () => {
  expect(given(Accepted).when({ type: 'noteNoMoverFree' })).toEqual({ facts: [NoMoverFree] });
  expect(given(...waiting).state).toEqual({
    status: 'WAITING',
    location,
    agreed,
    hasContract: false,
    announcedMoverId: null,
  });
  expect(given(...waiting).when({ type: 'noteAssigned', moverId, company: null })).toEqual({
    facts: [Assigned],
  });
  expect(given(...waiting, Assigned).state).toEqual({
    status: 'ASSIGNED',
    location,
    agreed,
    hasContract: false,
    announcedMoverId: null,
    moverId,
  });
});

test.each(cases(none, tombstone, cancelled))(
  'an assignment changes nothing for an order that is %s',
  (_, story) => {
    expect(given(...story).when({ type: 'noteAssigned', moverId, company: null })).toEqual(nothing);
    expect(given(...story).when({ type: 'noteNoMoverFree' })).toEqual(nothing);
  },
);

test('a repeated assignment changes nothing; another mover takes the place of the one before', () => {
  expect(given(...assigned).when({ type: 'noteAssigned', moverId, company: null })).toEqual(nothing);
  expect(given(...waiting).when({ type: 'noteNoMoverFree' })).toEqual(nothing);
  const Reassigned: OrderFact = { ...Assigned, moverId: randomUUID() };
  expect(given(...assigned).when({ ...Reassigned, type: 'noteAssigned' })).toEqual({ facts: [Reassigned] });
});

const announce: OrderCommand = { type: 'noteAnnounced', moverId };

test('call and assign tell of a mover in either order; its order knows when both have', () => {
  const AcceptedQuote: OrderFact = { type: 'Accepted', request: { ...request, agreement } };
  const early: OrderFact = { type: 'Announced', moverId, assigned: false };
  expect(given(AcceptedQuote).when(announce)).toEqual({ facts: [early] });
  expect(given(AcceptedQuote, early).when({ type: 'noteAssigned', moverId, company: null })).toEqual({
    facts: [{ ...Assigned, announced: true }],
  });
  const late: OrderFact = { type: 'Announced', moverId, assigned: true };
  expect(given(AcceptedQuote, Assigned).when(announce)).toEqual({ facts: [late] });
  expect(given(AcceptedQuote, Assigned, late).when(announce)).toEqual(nothing);
  const another: OrderCommand = { type: 'noteAnnounced', moverId: randomUUID() };
  expect(given(AcceptedQuote, Assigned, late).when(another)).toMatchObject({ facts: [{ assigned: false }] });
});

test('nothing is announced of a cancelled order, and nothing is written of one without a contract', () => {
  const AcceptedQuote: OrderFact = { type: 'Accepted', request: { ...request, agreement } };
  expect(given(AcceptedQuote, Assigned, Cancelled).when(announce)).toEqual(nothing);
  for (const story of [none, tombstone, accepted, assigned])
    expect(given(...story).when(announce)).toEqual(nothing);
});

test.each(cases(accepted, waiting, assigned, cancelled))(
  'erasing leaves the district and the status of an order that is %s, and tells assign',
  (status, story) => {
    const Erased: OrderFact = { type: 'Erased', hasContract: false };
    expect(given(...story).when({ type: 'erase' })).toEqual({ facts: [Erased] });
    expect(given(...story, Erased).state).toMatchObject({
      status,
      location: { address: '마포구', district: '마포구' },
    });
    expect(eventsOf(Erased, callId)).toMatchObject([{ type: 'OrderErased', correlationId: callId }]);
  },
);

test.each(cases(none, tombstone))('there is nothing to erase without an order: %s', (_, story) => {
  expect(given(...story).when({ type: 'erase' })).toEqual(nothing);
});

test('an order whose team is gone waits for the next one', () => {
  expect(given(...assigned).when({ type: 'noteNoMoverFree' })).toEqual({ facts: [NoMoverFree] });
  expect(given(...assigned, NoMoverFree).state).toMatchObject({ status: 'WAITING' });
});

test('a team that failed is noted of an order with a contract, also after a cancel, and of no other', () => {
  const failed = { assignmentId: randomUUID(), companyId: null, noShow: false, at: ending.at };
  const noted = { facts: [{ type: 'Dropped', ...failed }] };
  const withQuote: OrderFact = { type: 'Accepted', request: { ...request, agreement } };
  for (const story of [[withQuote], [withQuote, Assigned], [withQuote, Assigned, Cancelled]])
    expect(given(...story).when({ type: 'noteDropped', ...failed })).toEqual(noted);
  for (const story of [none, tombstone, assigned, cancelled])
    expect(given(...story).when({ type: 'noteDropped', ...failed })).toEqual(nothing);
});

const to = {
  attemptId: 'attempt',
  movingOn: '2026-12-03',
  slot: 'ALL_DAY',
  cost: 2_700_000,
  agreement: null,
} as const;
const at = new Date('2026-11-30T03:00:00Z');
const reschedule = (held: string): OrderCommand => ({ type: 'reschedule', to, moverId: held, at });

test.each([
  ['its mover', moverId, true],
  ['another one', 'other', false],
])(
  'an order moves to the time that is held with %s; its customer is told of the mover again',
  (_, held, keepsTeam) => {
    const Rescheduled: OrderFact = { type: 'Rescheduled', to, keepsTeam, at };
    expect(given(...assigned).when(reschedule(held))).toEqual({ facts: [Rescheduled] });
    expect(given(...assigned, Rescheduled).state).toMatchObject({
      status: 'ASSIGNED',
      announcedMoverId: null,
      agreed: { ...agreed, movingOn: '2026-12-03', cost: 2_700_000 },
    });
    const { agreement: _none, ...data } = to;
    expect(eventsOf(Rescheduled, callId)).toMatchObject([{ type: 'OrderRescheduled', data }]);
  },
);

test.each(cases(none, tombstone, cancelled))('an order that is %s moves nowhere', (_, story) => {
  expect(given(...story).when(reschedule(moverId))).toEqual({ refusal: 'WITHDRAWN' });
});
