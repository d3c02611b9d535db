import { parseEvent } from '@movecall/schema/events';
import { nationalTel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '@movecall/testkit/database';
import {
  activeMover,
  announcedMover,
  aRegistration,
  aRequest,
  createTemplate,
  createWorld,
  NEXT_DAY,
  nobody,
  NOW,
  place,
  requestStatus,
  sealer,
  stated,
  TODAY,
  typesOf,
  violations,
  type World,
} from './support.ts';

let template: TestDatabase;
let world: World;
beforeAll(async () => {
  template = await createTemplate();
});
afterAll(() => template.drop());
beforeEach(async () => {
  world = await createWorld(template);
});
afterEach(async () => {
  const violated = await violations(world);
  await world.close();
  expect(violated).toEqual([]);
});

const moverOf = async (request: { callId: string }): Promise<string | null> =>
  activeMover(world, request.callId);

test('the nearest mover gets the call, and everyone is told who and how far', async () => {
  await world.register({ base: place('강동구') });
  const near = await world.register({ base: place('서대문구') });
  await world.register({ base: place('구로구') });
  const request = aRequest({ location: place('mapo') });
  await world.request(request);

  expect(await moverOf(request)).toBe(near.id);
  const [event] = (await stated(world)).slice(-1);
  const { data } = parseEvent(event!) as Extract<
    ReturnType<typeof parseEvent>,
    { type: 'AssignmentCompleted' }
  >;
  expect(event).toMatchObject({ type: 'AssignmentCompleted', correlationId: request.callId, sequence: 1 });
  expect(data.mover).toMatchObject({ id: near.id, name: near.name, plate: near.plate });
  expect(sealer.unseal(data.mover.tel)).toBe(near.tel);
  // 마포구청 to 서대문구청: 1,423 m north and 3,074 m east.
  expect(data.distanceMeters).toBeGreaterThan(3_380);
  expect(data.distanceMeters).toBeLessThan(3_395);
});

test('no phone is readable in what is stated', async () => {
  const mover = await world.register();
  await world.request(aRequest());
  const text = JSON.stringify(await stated(world));
  expect(text).toContain(mover.id);
  expect(text).not.toContain(mover.tel.slice(3));
  expect(text).not.toContain(nationalTel(mover.tel));
});

test('teams that share a base share the work', async () => {
  const teams = [await world.register(), await world.register(), await world.register()];
  const days = Array.from({ length: 9 }, (_, i) => `2026-12-${String(i + 10)}`);
  const given: (string | null)[] = [];
  for (const movingOn of days) {
    const request = aRequest({ movingOn });
    await world.request(request);
    given.push(await moverOf(request));
  }
  for (const round of [given.slice(0, 3), given.slice(3, 6), given.slice(6)]) {
    expect(new Set(round)).toEqual(new Set(teams.map(({ id }) => id)));
  }
  expect(given.slice(3, 6)).toEqual(given.slice(0, 3));
});

test('work that was taken back does not count as work', async () => {
  const teams = [await world.register(), await world.register()];
  const cancelled = aRequest();
  await world.request(cancelled);
  const first = await moverOf(cancelled);
  await world.request(aRequest({ movingOn: NEXT_DAY }));
  await world.cancel(cancelled.callId);
  const next = aRequest({ movingOn: '2026-12-03' });
  await world.request(next);
  expect(teams.map(({ id }) => id)).toContain(first);
  expect(await moverOf(next)).toBe(first);
});

test('on a day on which the nearest is booked the next nearest gets the call', async () => {
  const near = await world.register({ base: place('마포구') });
  const far = await world.register({ base: place('강남구') });
  const [first, second, otherDay] = [aRequest(), aRequest(), aRequest({ movingOn: NEXT_DAY })];
  for (const request of [first, second, otherDay]) await world.request(request);
  expect([await moverOf(first), await moverOf(second), await moverOf(otherDay)]).toEqual([
    near.id,
    far.id,
    near.id,
  ]);
});

test('only movers that offer the move type are asked', async () => {
  await world.register({ base: place('마포구'), moveTypes: ['FULL_PACKING'] });
  const half = await world.register({ base: place('강동구'), moveTypes: ['HALF_PACKING'] });
  const request = aRequest({ moveType: 'HALF_PACKING' });
  await world.request(request);
  expect(await moverOf(request)).toBe(half.id);
});

test('a mover that is switched off gets nothing new and keeps what it has', async () => {
  const mover = await world.register();
  const [kept, refused] = [aRequest(), aRequest({ movingOn: NEXT_DAY })];
  await world.request(kept);
  await world.store.setAvailability(mover.id, false, nobody);
  await world.request(refused);
  expect([await moverOf(kept), await moverOf(refused)]).toEqual([mover.id, null]);
  expect(await typesOf(world, mover.id)).toEqual(['MoverRegistered', 'MoverAvailabilityChanged']);
});

test('when nobody is free the call waits, which is said once and with its reason', async () => {
  const request = aRequest();
  await world.request(request);
  expect(await requestStatus(world, request.callId)).toBe('WAITING');
  expect(await stated(world)).toMatchObject([
    { type: 'AssignmentFailed', correlationId: request.callId, data: { reason: 'NO_MOVER_FREE' } },
  ]);
  // Somebody comes who cannot help: nothing is said again.
  await world.register({ moveTypes: ['HALF_PACKING'] });
  expect(await typesOf(world, request.callId)).toEqual(['AssignmentFailed']);
});

test('a mover that is registered serves those who wait: the oldest of each day', async () => {
  const [younger, older, otherDay, otherType] = [
    aRequest({ requestedAt: new Date('2026-11-22T02:00:02Z') }),
    aRequest({ requestedAt: new Date('2026-11-22T02:00:01Z') }),
    aRequest({ movingOn: NEXT_DAY }),
    aRequest({ movingOn: '2026-12-03', moveType: 'HALF_PACKING' }),
  ];
  for (const request of [younger, older, otherDay, otherType]) await world.request(request);
  const mover = await world.register({ moveTypes: ['FULL_PACKING'] });
  expect(await Promise.all([younger, older, otherDay, otherType].map(moverOf))).toEqual([
    null,
    mover.id,
    mover.id,
    null,
  ]);
  expect(await typesOf(world, older.callId)).toEqual(['AssignmentFailed', 'AssignmentCompleted']);
  expect((await stated(world)).map(({ type }) => type).slice(4)).toEqual([
    'MoverRegistered',
    'AssignmentCompleted',
    'AssignmentCompleted',
  ]);
});

test('requests of the same moment are served in the order in which they came', async () => {
  const requestedAt = new Date('2026-11-22T02:00:00Z');
  const requests = [aRequest({ requestedAt }), aRequest({ requestedAt }), aRequest({ requestedAt })];
  for (const request of requests) await world.request(request);
  const movers = [await world.register(), await world.register(), await world.register()];
  expect(await Promise.all(requests.map(moverOf))).toEqual(movers.map(({ id }) => id));
});

test('a mover that becomes available serves those who wait, but not on days on which it is booked', async () => {
  const mover = await world.register();
  const booked = aRequest();
  await world.request(booked);
  await world.store.setAvailability(mover.id, false, nobody);
  const [sameDay, otherDay] = [aRequest(), aRequest({ movingOn: NEXT_DAY })];
  for (const request of [sameDay, otherDay]) await world.request(request);
  await world.store.setAvailability(mover.id, true, nobody);
  expect(await Promise.all([booked, sameDay, otherDay].map(moverOf))).toEqual([mover.id, null, mover.id]);
});

test('setting the switch to what it is says nothing', async () => {
  const mover = await world.register();
  expect(await world.store.setAvailability(mover.id, true, nobody)).toEqual(mover);
  expect(await typesOf(world, mover.id)).toEqual(['MoverRegistered']);
});

test('the switch of a mover that is not there cannot be set', async () => {
  expect(await world.store.setAvailability(randomUUID(), true, nobody)).toBeNull();
});

test('a phone is registered once', async () => {
  const mover = await world.register();
  expect(await world.store.registerMover({ ...aRegistration(), tel: mover.tel }, nobody)).toBeNull();
  expect((await stated(world)).map(({ type }) => type)).toEqual(['MoverRegistered']);
});

test('a cancel releases the mover, which serves the oldest who waits for that day', async () => {
  const mover = await world.register();
  const requests = [aRequest(), aRequest(), aRequest()] as const;
  for (const request of requests) await world.request(request);
  await world.cancel(requests[0].callId);
  expect(await Promise.all(requests.map(moverOf))).toEqual([null, mover.id, null]);
  expect(await requestStatus(world, requests[0].callId)).toBe('CANCELLED');
  expect(await typesOf(world, requests[0].callId)).toEqual(['AssignmentCompleted', 'AssignmentCancelled']);
  expect(await typesOf(world, requests[1].callId)).toEqual(['AssignmentFailed', 'AssignmentCompleted']);
  await world.cancel(requests[1].callId);
  expect(await Promise.all(requests.map(moverOf))).toEqual([null, null, mover.id]);
});

test('a mover that is switched off and released serves nobody', async () => {
  const mover = await world.register();
  const [first, waiting] = [aRequest(), aRequest()];
  for (const request of [first, waiting]) await world.request(request);
  await world.store.setAvailability(mover.id, false, nobody);
  await world.cancel(first.callId);
  expect(await requestStatus(world, waiting.callId)).toBe('WAITING');
  expect(await activeMover(world, waiting.callId)).toBeNull();
});

test('a call that waits can be cancelled, and nobody serves it any more', async () => {
  const request = aRequest();
  await world.request(request);
  await world.cancel(request.callId);
  await world.register();
  expect(await requestStatus(world, request.callId)).toBe('CANCELLED');
  expect(await typesOf(world, request.callId)).toEqual(['AssignmentFailed']);
});

test('a cancel that comes before its request leaves a tombstone that refuses it', async () => {
  await world.register();
  const request = aRequest();
  await world.cancel(request.callId);
  await world.request(request);
  expect(await requestStatus(world, request.callId)).toBe('CANCELLED');
  expect(await announcedMover(world, request.callId)).toBeNull();
  expect(await typesOf(world, request.callId)).toEqual([]);
});

test('what is said twice has its effect once', async () => {
  await world.register();
  await world.register();
  const request = aRequest();
  await world.request(request);
  await world.request(request);
  await world.cancel(request.callId);
  await world.cancel(request.callId);
  await world.request(request);
  expect(await typesOf(world, request.callId)).toEqual(['AssignmentCompleted', 'AssignmentCancelled']);
});

test('a day that is over is given to nobody, in whatever way a mover becomes free', async () => {
  const mover = await world.register();
  const [today, late] = [aRequest({ movingOn: TODAY }), aRequest({ movingOn: TODAY })];
  await world.request(today);
  await world.request(late);
  world.setNow(new Date('2026-11-22T15:00:00Z'));
  await world.cancel(today.callId);
  await world.store.setAvailability(mover.id, false, nobody);
  await world.store.setAvailability(mover.id, true, nobody);
  const later = aRequest({ movingOn: TODAY });
  await world.request(later);
  expect([await moverOf(late), await moverOf(later)]).toEqual([null, null]);
  expect(await typesOf(world, later.callId)).toEqual(['AssignmentFailed']);
  // The rule that nobody waits while somebody is free is for days that are not over.
  for (const { callId } of [late, later]) await world.cancel(callId);
});

test('what follows from something names it as its cause', async () => {
  const cause = { causationId: randomUUID(), traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` };
  const request = aRequest();
  await world.handle.db.transaction((tx) => world.store.request(tx, request, cause));
  expect(await stated(world)).toMatchObject([cause]);
  expect(new Date((await stated(world))[0]!.time).getTime()).toBeGreaterThan(NOW.getTime());
});
