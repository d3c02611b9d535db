import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Replica } from '@movecall/testkit/service-harness';
import { randomUUID } from 'node:crypto';
import { aRequest, DAY, place, TODAY } from './fixtures.ts';
import { activeMover, type AssignHarness, asMover, createAssign, operator, typesOf } from './harness.ts';
import { APPLY_PLAN, PROPOSE_PLAN } from './operations.ts';
import { violations } from './violations.ts';

let assign: AssignHarness;
let replica: Replica;
beforeEach(async () => {
  assign = await createAssign();
  replica = await assign.start();
});
afterEach(async () => {
  const violated = await violations(assign);
  await assign.close();
  expect(violated).toEqual([]);
});

const propose = async (day = DAY) => (await replica.ask(operator, PROPOSE_PLAN, { day })).data.proposePlan;
const apply = async (id: string) => (await replica.ask(operator, APPLY_PLAN, { id })).data.applyPlan;

/** The first call takes the team that is the only near one for the second. */
async function crossed() {
  const west = await assign.register({ base: place('마포구') });
  const east = await assign.register({ base: place('강동구') });
  const first = aRequest({ location: place('중랑구'), movingOn: DAY });
  await assign.switch(east.id, false);
  await assign.request(first);
  await assign.switch(east.id, true);
  const second = aRequest({ location: place('은평구'), movingOn: DAY });
  await assign.request(second);
  expect(await activeMover(assign, first.callId)).toBe(west.id);
  expect(await activeMover(assign, second.callId)).toBe(east.id);
  return { west, east, first, second };
}

test('a plan swaps two jobs in one step, each call is told once, and applying it again changes nothing', async () => {
  const { west, east, first, second } = await crossed();
  const plan = await propose();
  expect(plan.after).toBeLessThan(plan.before);
  expect(plan.moves).toHaveLength(2);
  expect(await activeMover(assign, first.callId)).toBe(west.id);
  expect(await apply(plan.id)).toMatchObject({ plan: { id: plan.id }, userErrors: [] });
  expect(await activeMover(assign, first.callId)).toBe(east.id);
  expect(await activeMover(assign, second.callId)).toBe(west.id);
  expect(await apply(plan.id)).toMatchObject({ plan: { id: plan.id }, userErrors: [] });
  for (const { callId } of [first, second])
    expect(await typesOf(assign, callId)).toEqual([
      'AssignmentCompleted',
      'AssignmentCancelled',
      'AssignmentCompleted',
    ]);
  expect((await propose()).moves).toEqual([]);
});

test('a plan whose jobs have changed changes nothing', async () => {
  const { west, east, first, second } = await crossed();
  const plan = await propose();
  await assign.cancel(second.callId);
  const outdated = { plan: null, userErrors: [{ code: 'PLAN_OUTDATED', field: ['id'] }] };
  expect(await apply(plan.id)).toMatchObject(outdated);
  expect(await activeMover(assign, first.callId)).toBe(west.id);
  await assign.store.setDaysOff(east.id, [DAY], { causationId: null, traceparent: null });
  expect(await apply(plan.id)).toMatchObject(outdated);
  expect(await apply(randomUUID())).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
  expect((await replica.ask(asMover(west.id), PROPOSE_PLAN, { day: DAY })).codes).toEqual(['FORBIDDEN']);
  expect((await replica.ask(operator, PROPOSE_PLAN, { day: 'Monday' })).codes).toEqual(['BAD_USER_INPUT']);
});

test('jobs of today stay, and a team that goes nowhere near, is off or took the call back gets none', async () => {
  const { first, second } = await crossed();
  await assign.sql`update requests set moving_on = ${TODAY} where call_id = ${first.callId}`;
  expect(await propose(TODAY)).toMatchObject({ before: 0, after: 0, moves: [] });
  await assign.sql`update requests set moving_on = ${DAY} where call_id = ${first.callId}`;
  const near = await assign.register({ base: place('은평구'), serviceArea: { radiusKm: 1 } });
  await assign.store.setDaysOff(near.id, [DAY], { causationId: null, traceparent: null });
  const { moves } = await propose();
  expect(moves.map(({ to }: { to: { id: string } }) => to.id)).not.toContain(near.id);
  expect(moves.map(({ call }: { call: { id: string } }) => call.id).toSorted()).toEqual(
    [first.callId, second.callId].toSorted(),
  );
});
