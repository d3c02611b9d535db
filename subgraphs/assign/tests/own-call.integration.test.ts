import { parseTel, type Tel } from '@movecall/values/tel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aRequest, place } from './fixtures.ts';
import { activeMover, type AssignHarness, createAssign, requestStatus } from './harness.ts';

/** A mover's own call: the phone of the call's owner is the mover's. */

let assign: AssignHarness;
beforeAll(async () => {
  assign = await createAssign();
});
afterAll(() => assign.close());

const telOf = (text: string): Tel => parseTel(text) ?? expect.fail(`${text} is no phone`);
const ownerTelOf = async (callId: string) =>
  (await assign.sql`select owner_tel from requests where call_id = ${callId}`)[0]?.['owner_tel'];

test('goes to the next nearest mover, waits when there is none, and is served by the first other one', async () => {
  const own = await assign.register({ base: place('마포구') });
  const request = (movingOn: string) => aRequest({ movingOn, location: place('마포구'), ownerTel: own.tel });

  const waiting = request('2027-02-01');
  await assign.request(waiting);
  expect(await requestStatus(assign, waiting.callId)).toBe('WAITING');
  // The mover itself becomes free again, which does not help its own call.
  await assign.switch(own.id, false);
  await assign.switch(own.id, true);
  expect(await requestStatus(assign, waiting.callId)).toBe('WAITING');
  expect(await ownerTelOf(waiting.callId)).toBe(own.tel);

  const other = await assign.register({ base: place('강동구') });
  expect(await activeMover(assign, waiting.callId)).toBe(other.id);
  // It may need another team later.
  expect(await ownerTelOf(waiting.callId)).toBe(own.tel);

  const next = request('2027-02-02');
  await assign.request(next);
  expect(await activeMover(assign, next.callId)).toBe(other.id);
  const reason = '차량 고장';
  await assign.drop({ callId: next.callId, byMoverId: other.id, reason });
  expect(await requestStatus(assign, next.callId)).toBe('WAITING');
  await assign.cancel(next.callId);
  expect(await ownerTelOf(next.callId)).toBeNull();
  // Somebody else's call at the same place goes to the nearest one.
  const somebody = aRequest({ movingOn: '2027-02-02', location: place('마포구') });
  await assign.request(somebody);
  expect(await activeMover(assign, somebody.callId)).toBe(own.id);
});

test('also waits on when its owner is registered as a mover later, and a cancelled one forgets the phone', async () => {
  const ownerTel = telOf('010-5990-0001');
  const [first, second] = [
    aRequest({ movingOn: '2026-11-22', location: place('마포구'), moveType: 'HALF_PACKING', ownerTel }),
    aRequest({ movingOn: '2026-11-22', location: place('마포구'), moveType: 'HALF_PACKING' }),
  ];
  // Nobody is free on that day.
  for (let count = 0; count < 2; count += 1)
    await assign.request(aRequest({ movingOn: '2026-11-22', location: place('마포구') }));
  await assign.request(first);
  await assign.request(second);
  expect(await requestStatus(assign, first.callId)).toBe('WAITING');
  const mover = await assign.register({ tel: ownerTel });
  // It serves the oldest call that is not its own.
  expect(await activeMover(assign, second.callId)).toBe(mover.id);
  expect(await requestStatus(assign, first.callId)).toBe('WAITING');
  await assign.cancel(first.callId);
  expect(await ownerTelOf(first.callId)).toBeNull();
});
