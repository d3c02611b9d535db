import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DispatchRecord, explanationOf } from '../src/dispatch/explaining.ts';
import { aRequest, place } from './fixtures.ts';
import { activeMover, type AssignHarness, createAssign } from './harness.ts';

let assign: AssignHarness;
beforeAll(async () => {
  assign = await createAssign();
});
afterAll(() => assign.close());

const recordsOf = async (callId: string): Promise<DispatchRecord[]> =>
  (
    await assign.sql<{ record: DispatchRecord }[]>`
      select record from dispatch_records where call_id = ${callId} order by id`
  ).map(({ record }) => record);

test('each decision on the team of a call is recorded, and decided again the same', async () => {
  const near = await assign.register();
  const far = await assign.register({ base: place('강동구') });
  const [call, other] = [aRequest(), aRequest()];
  await assign.request(call);
  await assign.request(other);
  const { callId } = call;
  await assign.drop({ callId });
  const fresh = await assign.register({ base: place('은평구') });
  expect(await activeMover(assign, callId)).toBe(fresh.id);
  const records = await recordsOf(callId);
  expect(records).toMatchObject([
    { way: 'NEAREST', outcome: 'ASSIGNED', moverId: near.id, considered: 1 },
    { way: 'NEAREST', outcome: 'WAITING', moverId: null, reason: 'NO_MOVER_FREE', considered: 0 },
    { way: 'FREED', outcome: 'ASSIGNED', moverId: fresh.id },
  ]);
  expect(records[0]?.candidates.map(({ id }) => id)).toEqual([near.id]);
  for (const record of records) expect(explanationOf(record).agrees).toBe(true);
  expect(explanationOf(records[0]!).lines[0]).toContain(`ASSIGNED to ${near.id}`);
  expect(JSON.stringify(records)).not.toContain(near.tel.slice(4));
  // A record of another choice than the rules make is noticed.
  expect(explanationOf({ ...records[0]!, moverId: far.id })).toMatchObject({ agrees: false });
});

test('of many requests in one batch, each is decided again the same', async () => {
  await Promise.all(Array.from({ length: 4 }, () => assign.register()));
  const asked = Array.from({ length: 6 }, () => aRequest({ movingOn: '2027-03-01' }));
  await assign.db.transaction((tx) =>
    assign.execute(
      tx,
      asked.map((request) => ({
        id: request.callId,
        command: { type: 'request', request },
        cause: { causationId: null, traceparent: null },
      })),
    ),
  );
  for (const { callId } of asked) {
    const [record] = await recordsOf(callId);
    expect(record && explanationOf(record).agrees).toBe(true);
  }
});
