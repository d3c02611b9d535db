import { createReaction } from '@movecall/decider';
import { fact } from '@movecall/schema/events';
import { parseEvent } from '@movecall/schema/parse-event';
import { commandsOf } from '@movecall/schema/reactions';
import { addDays } from '@movecall/values/days';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createReactions } from '../src/reactions.ts';
import { aRequest, DAY, times } from './fixtures.ts';
import { activeMover, type AssignHarness, createAssign, requestStatus, typesOf } from './harness.ts';
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

function shuffled<T>(items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, key: Math.random() }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}

test('events that are delivered twice and out of order take effect once each', async () => {
  const movers = [await assign.register(), await assign.register()];
  const requests = times(30, (i) => aRequest({ movingOn: addDays(DAY, i % 5) }));
  const cancelled = requests.slice(0, 10);
  const events = [...requests.map(assign.requestedEvent), ...cancelled.map(assign.cancelEvent)];
  await assign.start();
  await assign.deliver(...shuffled([...events, ...events]));
  await assign.settled();

  for (const { callId } of cancelled) expect(await requestStatus(assign, callId)).toBe('CANCELLED');
  const given = await Promise.all(requests.map(({ callId }) => activeMover(assign, callId)));
  // Twenty calls were not cancelled: four on each of five days. Each day has two movers.
  expect(given.filter((id) => id !== null)).toHaveLength(10);
  expect(new Set(given)).toEqual(new Set([...movers.map(({ id }) => id), null]));
  const [inbox] = await assign.sql<{ count: number }[]>`select count(*)::int as count from inbox`;
  expect(inbox!.count).toBe(40);
});

test('the outbox is published: known events, numbered without a gap, with no readable phone', async () => {
  const mover = await assign.register();
  const request = aRequest();
  await assign.start();
  await assign.deliver(assign.requestedEvent(request), assign.cancelEvent(request));
  await assign.settled();
  const events = await assign.published();
  expect(events.map(({ type, correlationId, sequence }) => [type, correlationId, sequence])).toEqual([
    ['MoverRegistered', mover.id, 1],
    ['AssignmentCompleted', request.callId, 1],
    ['AssignmentCancelled', request.callId, 2],
  ]);
  for (const event of events) expect(parseEvent(event)).toMatchObject({ producer: 'assign' });
  expect(JSON.stringify(events)).not.toContain(mover.tel.slice(4));
});

test('an event names the event that caused it and stays in its trace', async () => {
  const request = aRequest();
  const event = {
    ...assign.requestedEvent(request),
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  };
  await assign.deliver(event);
  await assign.start();
  await assign.settled();
  expect(await assign.outbox()).toMatchObject([
    { type: 'AssignmentFailed', causationId: event.id, traceparent: event.traceparent },
  ]);
});

test('requests that arrived while the service was down are served in their order when it is up again', async () => {
  await assign.register();
  await assign.register();
  const requests = times(5, () => aRequest());
  await assign.deliver(...requests.map(assign.requestedEvent));
  await assign.start();
  await assign.settled();
  const statuses = await Promise.all(requests.map(({ callId }) => requestStatus(assign, callId)));
  expect(statuses).toEqual(['ASSIGNED', 'ASSIGNED', 'WAITING', 'WAITING', 'WAITING']);
});

test('several replicas share the work and never assign a mover twice', async () => {
  await assign.register();
  await assign.register();
  await assign.start();
  await assign.start({ INSTANCE: '2' });
  await assign.start({ INSTANCE: '3' });
  const requests = times(60, (i) => aRequest({ movingOn: addDays(DAY, i % 6) }));
  await assign.deliver(
    ...requests.flatMap((request, i) => [
      assign.requestedEvent(request),
      ...(i % 3 === 0 ? [assign.cancelEvent(request)] : []),
    ]),
  );
  await assign.settled();
  const given = await Promise.all(requests.map(({ callId }) => activeMover(assign, callId)));
  // All calls of the days 0 and 3 are cancelled; each of the four other days has two movers.
  expect(given.filter((id) => id !== null)).toHaveLength(8);
});

test('an event of an unknown type does not hold up the next event of its call', async () => {
  await assign.register();
  const request = aRequest();
  await assign.start();
  const requested = assign.requestedEvent(request);
  const unknown = { ...assign.cancelEvent(request), type: 'SomethingOfTomorrow', data: { what: 'ever' } };
  await assign.deliver(requested, unknown, assign.cancelEvent(request));
  await assign.settled();
  expect(await typesOf(assign, request.callId)).toEqual(['AssignmentCompleted', 'AssignmentCancelled']);
});

test('an event of the wrong shape is an error and changes nothing', async () => {
  const request = aRequest();
  const broken = { ...assign.requestedEvent(request), data: { moveType: 'BY_ELEPHANT' } };
  const react = createReaction(commandsOf(createReactions(assign.sealer)), assign.execute);
  await expect(assign.db.transaction((tx) => react(tx, [broken]))).rejects.toThrow(/moveType/);
  expect(await requestStatus(assign, request.callId)).toBeNull();
});

test('a request whose order was erased keeps the district of the home; a tombstone stays as it is', async () => {
  const request = aRequest({
    location: {
      address: '서울 마포구 월드컵로 1',
      district: '마포구',
      latitude: 37.5611,
      longitude: 126.9077,
    },
  });
  const unknown = aRequest();
  const erasedEvent = ({ callId }: typeof request) => assign.event(fact('OrderErased', callId, {}));
  await assign.start();
  await assign.deliver(assign.requestedEvent(request), assign.cancelEvent(request), erasedEvent(request));
  await assign.deliver(assign.cancelEvent(unknown), erasedEvent(unknown));
  await assign.settled();
  const rows = await assign.sql`
    select call_id, status, address, district, latitude, longitude from requests order by address nulls last`;
  expect(rows).toEqual([
    {
      call_id: request.callId,
      status: 'CANCELLED',
      address: '마포구',
      district: '마포구',
      latitude: 37.5663,
      longitude: 126.9019,
    },
    {
      call_id: unknown.callId,
      status: 'CANCELLED',
      address: null,
      district: null,
      latitude: null,
      longitude: null,
    },
  ]);
});
