import { expect, test } from 'vitest';
import type { AssignmentCommand } from '../src/assignment/assignment.ts';
import type { AssignmentFact } from '../src/assignment/assignment-fact.ts';
import type { Company } from '../src/company/company.ts';
import { aMover, aRequest, companyDetails, DAY, NEXT_DAY, TODAY } from './fixtures.ts';
import {
  Assigned,
  cancel,
  Cancelled,
  candidate,
  NoMoverFree,
  nothing,
  reading,
  Released,
  request,
  tel,
  toldOf,
} from './assignment-stories.ts';

test('without a candidate the request waits, and the reason is that no mover is free', () => {
  const asked = aRequest();
  expect(reading({ calls: [asked] })().when(request(asked))).toEqual({ facts: [NoMoverFree(asked)] });
  expect(toldOf(NoMoverFree(asked))).toMatchObject([
    { type: 'AssignmentFailed', correlationId: asked.callId, data: { reason: 'NO_MOVER_FREE' } },
  ]);
});

test('a mover can be assigned for today, and not for a day that is over', () => {
  const [today, over] = [aRequest({ movingOn: TODAY }), aRequest({ movingOn: '2026-11-21' })];
  const free = candidate('a', 100);
  const given = reading({ calls: [today, over], near: [free] });
  expect(given().when(request(today))).toEqual({ facts: [Assigned(today, free.mover, 100)] });
  expect(given().when(request(over))).toEqual({ facts: [NoMoverFree(over)] });
});

test('a mover that an earlier request got is not free for a later one of that day, and is for another day', () => {
  const [first, second, otherDay] = [aRequest(), aRequest(), aRequest({ movingOn: NEXT_DAY })];
  const [near, far] = [candidate('a', 100), candidate('b', 200)];
  const given = reading({ calls: [first, second, otherDay], near: [near, far] });
  const got = Assigned(first, near.mover, 100);
  expect(given(got).when(request(second))).toEqual({ facts: [Assigned(second, far.mover, 200)] });
  expect(given(got).when(request(otherDay))).toEqual({ facts: [Assigned(otherDay, near.mover, 100)] });
});

test('a mover that an earlier request got had work last', () => {
  const [first, otherDay] = [aRequest(), aRequest({ movingOn: NEXT_DAY })];
  const [one, other] = [candidate('a', 100), candidate('b', 100, '2026-11-21T00:00:00Z')];
  const given = reading({ calls: [first, otherDay], near: [one, other] });
  expect(given(Assigned(first, one.mover, 100)).when(request(otherDay))).toEqual({
    facts: [Assigned(otherDay, other.mover, 100)],
  });
});

test('others are told who serves a call, and no event has a readable phone or name', () => {
  const asked = aRequest();
  const { mover } = candidate('a', 100);
  const events = toldOf(Assigned(asked, { ...mover, name: '옥준삼' }, 100));
  expect(events).toMatchObject([
    {
      type: 'AssignmentCompleted',
      correlationId: asked.callId,
      data: { assignmentId: `assignment of ${asked.callId}`, mover: { id: 'a' }, distanceMeters: 100 },
    },
  ]);
  expect(JSON.stringify(events)).not.toMatch(/옥준삼|1023456789/);
});

test('a request that is known, or was cancelled before it arrived, changes nothing', () => {
  const asked = aRequest();
  const given = reading({ calls: [asked], near: [candidate('a', 100)] });
  const stories: AssignmentFact[][] = [
    [Assigned(asked, candidate('a', 100).mover)],
    [NoMoverFree(asked)],
    [NoMoverFree(asked), Cancelled(asked)],
    [{ type: 'Voided', callId: asked.callId }],
  ];
  for (const story of stories) expect(given(...story).when(request(asked))).toEqual(nothing);
});

test('a cancel that arrives before its request leaves a tombstone, and others are told nothing', () => {
  const asked = aRequest();
  const Voided: AssignmentFact = { type: 'Voided', callId: asked.callId };
  const given = reading({ calls: [asked] });
  expect(given().when(cancel(asked))).toEqual({ facts: [Voided] });
  expect(given(Voided).when(cancel(asked))).toEqual(nothing);
  expect(toldOf(Voided)).toEqual([]);
});

test('a waiting call that is cancelled is not served, and a repeated cancel changes nothing', () => {
  const asked = aRequest();
  const given = reading({ calls: [asked] });
  expect(given(NoMoverFree(asked)).when(cancel(asked))).toEqual({ facts: [Cancelled(asked)] });
  expect(given(NoMoverFree(asked), Cancelled(asked)).when(cancel(asked))).toEqual(nothing);
  expect(toldOf(Cancelled(asked))).toEqual([]);
});

test('a cancel releases the mover, which serves the call of that day that waits longest', () => {
  const mover = aMover();
  const [first, older, younger] = [aRequest(), aRequest(), aRequest()];
  const otherDay = aRequest({ movingOn: NEXT_DAY });
  const calls = [first, older, younger, otherDay];
  const given = reading({ calls, movers: [mover], queues: { mover: [otherDay, older, younger] } });
  const waiting = [older, younger, otherDay].map(NoMoverFree);
  expect(given(Assigned(first, mover), ...waiting).when(cancel(first))).toEqual({
    facts: [Cancelled(first), Released(first), Assigned(older, mover)],
  });
  expect(toldOf(Released(first), mover)).toMatchObject([
    {
      type: 'AssignmentCancelled',
      correlationId: first.callId,
      data: {
        assignmentId: `assignment of ${first.callId}`,
        wasOffer: false,
        mover: { id: 'mover', plate: mover.plate },
        summary: {
          region: '서울 마포구',
          movingOn: DAY,
          slot: 'ALL_DAY',
          moveType: 'FULL_PACKING',
          tons: null,
        },
      },
    },
  ]);
});

test('two movers that are released together do not serve the same call', () => {
  const movers = [aMover({ id: 'a' }), aMover({ id: 'b' })] as const;
  const [first, second, older, younger] = [aRequest(), aRequest(), aRequest(), aRequest()];
  const queue = [older, younger];
  const given = reading({ calls: [first, second, ...queue], movers, queues: { a: queue, b: queue } });
  const story = [Assigned(first, movers[0]), Assigned(second, movers[1]), ...queue.map(NoMoverFree)];
  const released = [Cancelled(first), Released(first, 'a'), Assigned(older, movers[0])];
  expect(given(...story).when(cancel(first))).toEqual({ facts: released });
  expect(given(...story, ...released).when(cancel(second))).toEqual({
    facts: [Cancelled(second), Released(second, 'b'), Assigned(younger, movers[1])],
  });
});

test('a cancel of a call that was served just before releases the mover again', () => {
  const mover = aMover();
  const [first, older, younger] = [aRequest(), aRequest(), aRequest()];
  const given = reading({
    calls: [first, older, younger],
    movers: [mover],
    queues: { mover: [older, younger] },
  });
  const story = [Assigned(first, mover), NoMoverFree(older), NoMoverFree(younger)];
  const served = [Cancelled(first), Released(first), Assigned(older, mover)];
  expect(given(...story, ...served).when(cancel(older))).toEqual({
    facts: [Cancelled(older), Released(older), Assigned(younger, mover)],
  });
});

test('an unavailable mover that is released serves no call', () => {
  const mover = aMover({ available: false });
  const [first, waiting] = [aRequest(), aRequest()];
  const given = reading({ calls: [first, waiting], movers: [mover], queues: { mover: [waiting] } });
  expect(given(Assigned(first, mover), NoMoverFree(waiting)).when(cancel(first))).toEqual({
    facts: [Cancelled(first), Released(first)],
  });
});

test('a mover that registers serves the oldest waiting call of each day that is not over', () => {
  const mover = aMover();
  const over = aRequest({ movingOn: '2026-11-21' });
  const [older, younger, otherDay] = [aRequest(), aRequest(), aRequest({ movingOn: NEXT_DAY })];
  const queue = [over, older, younger, otherDay];
  const given = reading({ calls: queue, queues: { mover: queue } });
  const Registered: AssignmentFact = { type: 'Registered', mover };
  expect(given(...queue.map(NoMoverFree)).when({ type: 'register', mover })).toEqual({
    facts: [Registered, Assigned(older, mover), Assigned(otherDay, mover)],
  });
  expect(toldOf(Registered)).toMatchObject([
    { type: 'MoverRegistered', correlationId: 'mover', data: { moverId: 'mover' } },
  ]);
});

test('a phone is registered once', () => {
  const given = reading({ calls: [], movers: [aMover({ tel })] });
  const again: AssignmentCommand = { type: 'register', mover: aMover({ id: 'another', tel }) };
  expect(given().when(again)).toEqual({ refusal: 'ALREADY_REGISTERED' });
});

test('a mover that becomes available serves; one that becomes unavailable does not; repeating changes nothing', () => {
  const waiting = aRequest();
  const mover = aMover({ available: false });
  const given = reading({ calls: [waiting], movers: [mover], queues: { mover: [waiting] } });
  const switchTo = (available: boolean): AssignmentCommand => ({
    type: 'setAvailability',
    moverId: 'mover',
    available,
  });
  const Switched = (available: boolean): AssignmentFact => ({
    type: 'AvailabilityChanged',
    moverId: 'mover',
    available,
    jobDays: [],
  });
  expect(given(NoMoverFree(waiting)).when(switchTo(true))).toEqual({
    facts: [Switched(true), Assigned(waiting, mover)],
  });
  expect(given(NoMoverFree(waiting)).when(switchTo(false))).toEqual(nothing);
  expect(given(Switched(true), NoMoverFree(waiting)).when(switchTo(false))).toEqual({
    facts: [Switched(false)],
  });
  expect(toldOf(Switched(false), mover)).toMatchObject([
    {
      type: 'MoverAvailabilityChanged',
      correlationId: 'mover',
      data: { moverId: 'mover', available: false },
    },
  ]);
  const withJobs = { ...Switched(false), jobDays: [NEXT_DAY, DAY] } as AssignmentFact;
  expect(toldOf(withJobs, mover)).toMatchObject([{ data: { jobsAtRisk: { jobs: 2, firstOn: DAY } } }]);
  const back = { ...withJobs, available: true } as AssignmentFact;
  expect(toldOf(back, mover)[0]?.data).toEqual({ moverId: 'mover', available: true });
});

test('a mover that gets another company may serve; the event tells all of it; repeating changes nothing', () => {
  const waiting = aRequest();
  const mover = aMover({});
  const company: Company = { ...companyDetails(), dispatchMode: 'AUTO', id: 'company' };
  const given = reading({ calls: [waiting], movers: [mover], queues: { mover: [waiting] } });
  const setCompany = (to: Company | null): AssignmentCommand => ({
    type: 'update',
    moverId: 'mover',
    changes: { company: to },
  });
  const joined = { ...mover, company };
  const Joined: AssignmentFact = { type: 'Updated', mover: joined };
  expect(given(NoMoverFree(waiting)).when(setCompany(company))).toEqual({
    facts: [Joined, Assigned(waiting, joined)],
  });
  expect(given().when(setCompany(null))).toEqual(nothing);
  expect(given(Joined).when(setCompany(company))).toEqual(nothing);
  expect(given(Joined).when(setCompany(null))).toEqual({ facts: [{ type: 'Updated', mover }] });
  expect(toldOf(Joined)).toEqual([
    expect.objectContaining({
      type: 'MoverUpdated',
      correlationId: 'mover',
      data: {
        moverId: 'mover',
        companyId: company.id,
        moveTypes: mover.moveTypes,
        members: [],
        available: true,
        coverage: {
          latitude: mover.base.latitude,
          longitude: mover.base.longitude,
          reachMeters: 30_000,
          sigungu: null,
          tons: null,
        },
      },
    }),
  ]);
});

test('an unknown mover is not found', () => {
  for (const command of [
    { type: 'setAvailability', moverId: 'nobody', available: true },
    { type: 'update', moverId: 'nobody', changes: { company: null } },
    { type: 'setDaysOff', moverId: 'nobody', from: DAY, days: [] },
  ] as const)
    expect(reading({ calls: [] })().when(command)).toEqual({ refusal: 'NOT_FOUND' });
});

test('erasing leaves the district and the status of a call; there is nothing to erase of a tombstone', () => {
  const asked = aRequest({
    location: { address: '마포구 성산동 12-3', district: '마포구', latitude: 37.56, longitude: 126.91 },
  });
  const Erased: AssignmentFact = { type: 'Erased', callId: asked.callId };
  const erase: AssignmentCommand = { type: 'erase', callId: asked.callId };
  const given = reading({ calls: [asked] });
  const story = [NoMoverFree(asked), Cancelled(asked)];
  expect(given(...story).when(erase)).toEqual({ facts: [Erased] });
  expect(given(...story, Erased).state.calls.get(asked.callId)).toMatchObject({
    status: 'CANCELLED',
    request: { location: { address: '마포구', district: '마포구' } },
  });
  expect(toldOf(Erased)).toEqual([]);
  expect(given().when(erase)).toEqual(nothing);
  expect(given({ type: 'Voided', callId: asked.callId }).when(erase)).toEqual(nothing);
});
