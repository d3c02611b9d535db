import { parseEvent } from '@movecall/schema/events';
import { addDays } from '@movecall/values/days';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '@movecall/testkit/database';
import { createReactions } from '../src/reactions.ts';
import { cancelEvent, requestedEvent, type Running, startService, unknownEvent } from './running.ts';
import {
  activeMover,
  aRequest,
  createTemplate,
  createWorld,
  DAY,
  requestStatus,
  stated,
  typesOf,
  violations,
  type World,
} from './support.ts';

let template: TestDatabase;
let world: World;
let running: Running | undefined;
beforeAll(async () => {
  template = await createTemplate();
});
afterAll(() => template.drop());
beforeEach(async () => {
  world = await createWorld(template);
});
afterEach(async () => {
  const violated = await violations(world);
  await running?.close();
  running = undefined;
  await world.close();
  expect(violated).toEqual([]);
});

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

function shuffled<T>(items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, key: Math.random() }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}

test('events delivered twice and out of order have the effect of each of them once', async () => {
  const movers = [await world.register(), await world.register()];
  const requests = times(30, (i) => aRequest({ movingOn: addDays(DAY, i % 5) }));
  const cancelled = requests.slice(0, 10);
  const events = [
    ...requests.map((request) => requestedEvent(request)),
    ...cancelled.map((request) => cancelEvent(request)),
  ];
  running = await startService(world);
  await running.deliver(shuffled([...events, ...events]));
  await running.settled();

  for (const { callId } of cancelled) expect(await requestStatus(world, callId)).toBe('CANCELLED');
  const given = await Promise.all(requests.map(({ callId }) => activeMover(world, callId)));
  // Two movers on each of five days, for twenty calls that were not cancelled: four a day.
  expect(given.filter((id) => id !== null)).toHaveLength(10);
  expect(new Set(given)).toEqual(new Set([...movers.map(({ id }) => id), null]));
  const [inbox] = await world.handle.sql<{ count: number }[]>`select count(*)::int as count from inbox`;
  expect(inbox!.count).toBe(40);
});

test('what was stated reaches the stream: known events, numbered without a gap, no phone readable', async () => {
  const mover = await world.register();
  const request = aRequest();
  running = await startService(world);
  await running.deliver([requestedEvent(request), cancelEvent(request)]);
  await running.settled();
  const events = await running.published();
  expect(events.map(({ type, correlationId, sequence }) => [type, correlationId, sequence])).toEqual([
    ['MoverRegistered', mover.id, 1],
    ['AssignmentCompleted', request.callId, 1],
    ['AssignmentCancelled', request.callId, 2],
  ]);
  for (const event of events) expect(parseEvent(event)).toMatchObject({ producer: 'assign' });
  expect(JSON.stringify(events)).not.toContain(mover.tel.slice(4));
});

test('what follows from an event names it as its cause and stays in its trace', async () => {
  const request = aRequest();
  const event = { ...requestedEvent(request), traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
  running = await startService(world, { before: [event] });
  await running.settled();
  expect(await stated(world)).toMatchObject([
    { type: 'AssignmentFailed', causationId: event.id, traceparent: event.traceparent },
  ]);
});

test('calls that waited while the service was away are confirmed in their order when it is back', async () => {
  await world.register();
  await world.register();
  const requests = times(5, () => aRequest());
  running = await startService(world, { before: requests.map((request) => requestedEvent(request)) });
  await running.settled();
  const statuses = await Promise.all(requests.map(({ callId }) => requestStatus(world, callId)));
  expect(statuses).toEqual(['ASSIGNED', 'ASSIGNED', 'WAITING', 'WAITING', 'WAITING']);
});

test('several replicas share the work and give nobody out twice', async () => {
  await world.register();
  await world.register();
  running = await startService(world);
  await running.startReplica('2');
  await running.startReplica('3');
  const requests = times(60, (i) => aRequest({ movingOn: addDays(DAY, i % 6) }));
  await running.deliver(
    requests.flatMap((request, i) => [
      requestedEvent(request),
      ...(i % 3 === 0 ? [cancelEvent(request)] : []),
    ]),
  );
  await running.settled();
  const given = await Promise.all(requests.map(({ callId }) => activeMover(world, callId)));
  // Days 0 and 3 lose all of their calls; the four others have two movers each.
  expect(given.filter((id) => id !== null)).toHaveLength(8);
});

test('an event of a type that is not known yet lets the next one of its call go on', async () => {
  await world.register();
  const request = aRequest();
  running = await startService(world);
  await running.deliver([requestedEvent(request), unknownEvent(request, 2), cancelEvent(request, 3)]);
  await running.settled();
  expect(await typesOf(world, request.callId)).toEqual(['AssignmentCompleted', 'AssignmentCancelled']);
});

test('an event that is not as it should be is a fault, and nothing of it stays', async () => {
  const request = aRequest();
  const broken = { ...requestedEvent(request), data: { moveType: 'BY_ELEPHANT' } };
  const react = createReactions(world.store);
  await expect(world.handle.db.transaction((tx) => react(tx, broken))).rejects.toThrow(/moveType/);
  expect(await requestStatus(world, request.callId)).toBeNull();
});
