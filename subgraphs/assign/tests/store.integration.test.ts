import { parseEvent } from '@movecall/schema/parse-event';
import { PHONE_DIGITS, digitsIn, waysToWritePhone } from '@movecall/testkit/phones';
import { nationalTel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aRegistration, aRequest, NEXT_DAY, noCause, NOW, place, TODAY } from './fixtures.ts';
import {
  activeMover,
  announcedMover,
  type AssignHarness,
  createAssign,
  requestStatus,
  typesOf,
} from './harness.ts';
import { violations } from './violations.ts';

let assign: AssignHarness;
beforeEach(async () => {
  assign = await createAssign();
});
afterEach(async () => {
  const violated = await violations(assign);
  await assign.close();
  expect(violated).toEqual([]);
});

const moverOf = async (request: { callId: string }): Promise<string | null> =>
  activeMover(assign, request.callId);

test('the nearest mover gets the call, and AssignmentCompleted says which mover and how far away it is', async () => {
  await assign.register({ base: place('강동구') });
  const near = await assign.register({ base: place('서대문구') });
  await assign.register({ base: place('구로구') });
  const request = aRequest({ location: place('mapo') });
  await assign.request(request);

  expect(await moverOf(request)).toBe(near.id);
  const [event] = (await assign.outbox()).slice(-1);
  const { data } = parseEvent(event!) as Extract<
    ReturnType<typeof parseEvent>,
    { type: 'AssignmentCompleted' }
  >;
  expect(event).toMatchObject({ type: 'AssignmentCompleted', correlationId: request.callId, sequence: 1 });
  expect(data.mover).toMatchObject({ id: near.id, plate: near.plate });
  expect(typeof data.mover.name !== 'string' && assign.sealer.unseal(data.mover.name.sealed)).toBe(near.name);
  expect(assign.sealer.unseal(data.mover.tel)).toBe(near.tel);
  // From 마포구청, 서대문구청 is 1,423 m to the north and 3,074 m to the east.
  expect(data.distanceMeters).toBeGreaterThan(3_380);
  expect(data.distanceMeters).toBeLessThan(3_395);
});

test('no event contains a readable phone, also when the name is one', async () => {
  const mover = await assign.register({ name: `백영곤 ${waysToWritePhone[1]}` });
  await assign.request(aRequest());
  const text = JSON.stringify(await assign.outbox());
  expect(digitsIn(text)).not.toContain(PHONE_DIGITS);
  expect(text).toContain(mover.id);
  expect(text).not.toContain(mover.tel.slice(3));
  expect(text).not.toContain(nationalTel(mover.tel));
});

test('movers that share a base take turns', async () => {
  const teams = [await assign.register(), await assign.register(), await assign.register()];
  const days = Array.from({ length: 9 }, (_, i) => `2026-12-${String(i + 10)}`);
  const given: (string | null)[] = [];
  for (const movingOn of days) {
    const request = aRequest({ movingOn });
    await assign.request(request);
    given.push(await moverOf(request));
  }
  for (const round of [given.slice(0, 3), given.slice(3, 6), given.slice(6)]) {
    expect(new Set(round)).toEqual(new Set(teams.map(({ id }) => id)));
  }
  expect(given.slice(3, 6)).toEqual(given.slice(0, 3));
});

test('a released assignment does not count as work', async () => {
  const teams = [await assign.register(), await assign.register()];
  const cancelled = aRequest();
  await assign.request(cancelled);
  const first = await moverOf(cancelled);
  await assign.request(aRequest({ movingOn: NEXT_DAY }));
  await assign.cancel(cancelled.callId);
  const next = aRequest({ movingOn: '2026-12-03' });
  await assign.request(next);
  expect(teams.map(({ id }) => id)).toContain(first);
  expect(await moverOf(next)).toBe(first);
});

test('the next nearest mover gets the call on a day on which the nearest is booked', async () => {
  const near = await assign.register({ base: place('마포구') });
  const far = await assign.register({ base: place('강남구') });
  const [first, second, otherDay] = [aRequest(), aRequest(), aRequest({ movingOn: NEXT_DAY })];
  for (const request of [first, second, otherDay]) await assign.request(request);
  expect([await moverOf(first), await moverOf(second), await moverOf(otherDay)]).toEqual([
    near.id,
    far.id,
    near.id,
  ]);
});

test('only movers that offer the move type get the call', async () => {
  await assign.register({ base: place('마포구'), moveTypes: ['FULL_PACKING'] });
  const half = await assign.register({ base: place('강동구'), moveTypes: ['HALF_PACKING'] });
  const request = aRequest({ moveType: 'HALF_PACKING' });
  await assign.request(request);
  expect(await moverOf(request)).toBe(half.id);
});

test('an unavailable mover gets no new call and keeps its assignments', async () => {
  const mover = await assign.register();
  const [kept, refused] = [aRequest(), aRequest({ movingOn: NEXT_DAY })];
  await assign.request(kept);
  await assign.store.setAvailability(mover.id, false, noCause);
  await assign.request(refused);
  expect([await moverOf(kept), await moverOf(refused)]).toEqual([mover.id, null]);
  expect(await typesOf(assign, mover.id)).toEqual(['MoverRegistered', 'MoverAvailabilityChanged']);
});

test('a request waits when no mover is free, and AssignmentFailed says why, once', async () => {
  const request = aRequest();
  await assign.request(request);
  expect(await requestStatus(assign, request.callId)).toBe('WAITING');
  expect(await assign.outbox()).toMatchObject([
    { type: 'AssignmentFailed', correlationId: request.callId, data: { reason: 'NO_TEAM_IN_AREA' } },
  ]);
  // This mover cannot serve the request: no second AssignmentFailed.
  await assign.register({ moveTypes: ['HALF_PACKING'] });
  expect(await typesOf(assign, request.callId)).toEqual(['AssignmentFailed']);
});

test('a newly registered mover serves the oldest waiting request of each day', async () => {
  const [younger, older, otherDay, otherType] = [
    aRequest({ requestedAt: new Date('2026-11-22T02:00:02Z') }),
    aRequest({ requestedAt: new Date('2026-11-22T02:00:01Z') }),
    aRequest({ movingOn: NEXT_DAY }),
    aRequest({ movingOn: '2026-12-03', moveType: 'HALF_PACKING' }),
  ];
  for (const request of [younger, older, otherDay, otherType]) await assign.request(request);
  const mover = await assign.register({ moveTypes: ['FULL_PACKING'] });
  expect(await Promise.all([younger, older, otherDay, otherType].map(moverOf))).toEqual([
    null,
    mover.id,
    mover.id,
    null,
  ]);
  expect(await typesOf(assign, older.callId)).toEqual(['AssignmentFailed', 'AssignmentCompleted']);
  expect((await assign.outbox()).map(({ type }) => type).slice(4)).toEqual([
    'MoverRegistered',
    'AssignmentCompleted',
    'AssignmentCompleted',
  ]);
});

test('requests of the same moment are served in the order of their arrival', async () => {
  const requestedAt = new Date('2026-11-22T02:00:00Z');
  const requests = [aRequest({ requestedAt }), aRequest({ requestedAt }), aRequest({ requestedAt })];
  for (const request of requests) await assign.request(request);
  const movers = [await assign.register(), await assign.register(), await assign.register()];
  expect(await Promise.all(requests.map(moverOf))).toEqual(movers.map(({ id }) => id));
});

test('a mover that becomes available serves waiting requests, except on days on which it is booked', async () => {
  const mover = await assign.register();
  const booked = aRequest();
  await assign.request(booked);
  await assign.store.setAvailability(mover.id, false, noCause);
  const [sameDay, otherDay] = [aRequest(), aRequest({ movingOn: NEXT_DAY })];
  for (const request of [sameDay, otherDay]) await assign.request(request);
  await assign.store.setAvailability(mover.id, true, noCause);
  expect(await Promise.all([booked, sameDay, otherDay].map(moverOf))).toEqual([mover.id, null, mover.id]);
});

test('setting the availability that a mover has already publishes nothing', async () => {
  const mover = await assign.register();
  expect(await assign.store.setAvailability(mover.id, true, noCause)).toEqual(mover);
  expect(await typesOf(assign, mover.id)).toEqual(['MoverRegistered']);
});

test('setting the availability of an unknown mover returns null', async () => {
  expect(await assign.store.setAvailability(randomUUID(), true, noCause)).toBeNull();
});

test('a phone can be registered only once', async () => {
  const mover = await assign.register();
  expect(await assign.store.register({ ...aRegistration(), tel: mover.tel }, noCause)).toEqual({
    refusal: 'ALREADY_REGISTERED',
  });
  expect((await assign.outbox()).map(({ type }) => type)).toEqual(['MoverRegistered']);
});

test('a cancel releases the mover, and the mover serves the oldest waiting request of that day', async () => {
  const mover = await assign.register();
  const requests = [aRequest(), aRequest(), aRequest()] as const;
  for (const request of requests) await assign.request(request);
  await assign.cancel(requests[0].callId);
  expect(await Promise.all(requests.map(moverOf))).toEqual([null, mover.id, null]);
  expect(await requestStatus(assign, requests[0].callId)).toBe('CANCELLED');
  expect(await typesOf(assign, requests[0].callId)).toEqual(['AssignmentCompleted', 'AssignmentCancelled']);
  expect(await typesOf(assign, requests[1].callId)).toEqual(['AssignmentFailed', 'AssignmentCompleted']);
  await assign.cancel(requests[1].callId);
  expect(await Promise.all(requests.map(moverOf))).toEqual([null, null, mover.id]);
});

test('an unavailable mover that is released serves no request', async () => {
  const mover = await assign.register();
  const [first, waiting] = [aRequest(), aRequest()];
  for (const request of [first, waiting]) await assign.request(request);
  await assign.store.setAvailability(mover.id, false, noCause);
  await assign.cancel(first.callId);
  expect(await requestStatus(assign, waiting.callId)).toBe('WAITING');
  expect(await activeMover(assign, waiting.callId)).toBeNull();
});

test('a waiting request can be cancelled, and no mover serves it afterwards', async () => {
  const request = aRequest();
  await assign.request(request);
  await assign.cancel(request.callId);
  await assign.register();
  expect(await requestStatus(assign, request.callId)).toBe('CANCELLED');
  expect(await typesOf(assign, request.callId)).toEqual(['AssignmentFailed']);
});

test('a cancel that arrives before its request leaves a tombstone, which refuses the request', async () => {
  await assign.register();
  const request = aRequest();
  await assign.cancel(request.callId);
  await assign.request(request);
  expect(await requestStatus(assign, request.callId)).toBe('CANCELLED');
  expect(await announcedMover(assign, request.callId)).toBeNull();
  expect(await typesOf(assign, request.callId)).toEqual([]);
});

test('repeated commands take effect once', async () => {
  await assign.register();
  await assign.register();
  const request = aRequest();
  await assign.request(request);
  await assign.request(request);
  await assign.cancel(request.callId);
  await assign.cancel(request.callId);
  await assign.request(request);
  expect(await typesOf(assign, request.callId)).toEqual(['AssignmentCompleted', 'AssignmentCancelled']);
});

test('no mover is assigned to a day that is over, however the mover becomes free', async () => {
  const mover = await assign.register();
  const [today, late] = [aRequest({ movingOn: TODAY }), aRequest({ movingOn: TODAY })];
  await assign.request(today);
  await assign.request(late);
  assign.setNow(new Date('2026-11-22T15:00:00Z'));
  await assign.cancel(today.callId);
  await assign.store.setAvailability(mover.id, false, noCause);
  await assign.store.setAvailability(mover.id, true, noCause);
  const later = aRequest({ movingOn: TODAY });
  await assign.request(later);
  expect([await moverOf(late), await moverOf(later)]).toEqual([null, null]);
  expect(await typesOf(assign, later.callId)).toEqual(['AssignmentFailed']);
  // For days that are over, `violations` would report that they wait although a mover is free.
  for (const { callId } of [late, later]) await assign.cancel(callId);
});

test('events name their cause', async () => {
  const cause = { causationId: randomUUID(), traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` };
  const request = aRequest();
  await assign.db.transaction((tx) => assign.store.request(tx, request, cause));
  expect(await assign.outbox()).toMatchObject([cause]);
  expect(new Date((await assign.outbox())[0]!.time).getTime()).toBeGreaterThan(NOW.getTime());
});
