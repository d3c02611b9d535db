import type { Viewer } from '@movecall/identity';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aRequest, DAY, place } from './fixtures.ts';
import {
  activeMover,
  type AssignHarness,
  asMover,
  createAssign,
  customer,
  operator,
  requestStatus,
  typesOf,
} from './harness.ts';
import { riskOf } from '../src/rescue/jobs-at-risk.ts';
import { AT_RISK, DROP, HISTORY, REASSIGN } from './operations.ts';
import { violations } from './violations.ts';

/** Calls that lose their team and go on, in the database. */

let assign: AssignHarness;
beforeEach(async () => {
  assign = await createAssign();
});
afterEach(async () => {
  const violated = await violations(assign);
  await assign.close();
  expect(violated).toEqual([]);
});

const released = (callId: string) => assign.sql`
  select mover_id, released_cause, released_reason from assignments
  where call_id = ${callId} and status = 'RELEASED' order by assigned_at`;

test('a dropped call goes from team to team, never to the same one again, and waits in the end', async () => {
  const near = await assign.register();
  const far = await assign.register({ base: place('강동구') });
  const call = aRequest();
  const { callId } = call;
  await assign.request(call);
  expect(await assign.drop({ callId, byMoverId: far.id })).toBe('NOT_FOUND');
  expect(await assign.drop({ callId, byMoverId: near.id })).toBeNull();
  expect(await activeMover(assign, callId)).toBe(far.id);
  // Told twice, done once.
  expect(await assign.drop({ callId, byMoverId: near.id })).toBeNull();
  expect(await activeMover(assign, callId)).toBe(far.id);
  expect(await assign.drop({ callId, byMoverId: far.id, reason: '운전자 부상' })).toBeNull();
  expect(await requestStatus(assign, callId)).toBe('WAITING');
  expect(await released(callId)).toEqual([
    { mover_id: near.id, released_cause: 'DROPPED', released_reason: '차량 고장' },
    { mover_id: far.id, released_cause: 'DROPPED', released_reason: '운전자 부상' },
  ]);
  // A team that is free again does not get it, a new one does.
  await assign.switch(near.id, false);
  await assign.switch(near.id, true);
  expect(await requestStatus(assign, callId)).toBe('WAITING');
  const fresh = await assign.register({ base: place('강동구') });
  expect(await activeMover(assign, callId)).toBe(fresh.id);
  expect(await typesOf(assign, callId)).toEqual([
    'AssignmentCompleted',
    'AssignmentCancelled',
    'AssignmentCompleted',
    'AssignmentCancelled',
    'AssignmentFailed',
    'AssignmentCompleted',
  ]);
  const [told] = await assign.outbox('AssignmentCancelled');
  expect(told?.data).toMatchObject({ cause: 'DROPPED', moverId: near.id, companyId: null, wasOffer: false });
  const ways = (await assign.outbox('AssignmentCompleted')).filter(
    ({ correlationId }) => correlationId === callId,
  );
  expect(ways.map(({ data }) => data)).toMatchObject([
    { givenBy: 'DISPATCH', summary: { movingOn: DAY } },
    { givenBy: 'RESCUE' },
    { givenBy: 'DISPATCH' },
  ]);
  expect(await assign.drop({ callId })).toBeNull();
  await assign.cancel(callId);
  expect(await assign.drop({ callId })).toBe('ALREADY_CANCELLED');
});

test('what a team wrote is forgotten with the call', async () => {
  await assign.register();
  const { callId, ...asked } = aRequest();
  await assign.request({ callId, ...asked });
  await assign.drop({ callId });
  await assign.cancel(callId);
  await assign.db.transaction((tx) =>
    assign.execute(tx, [
      { id: callId, command: { type: 'erase', callId }, cause: { causationId: null, traceparent: null } },
    ]),
  );
  expect(await released(callId)).toMatchObject([{ released_cause: 'DROPPED', released_reason: null }]);
});

test('an operator moves a call to a team with time, wherever it goes, and the former team serves who waits', async () => {
  const near = await assign.register();
  const [call, waiting] = [aRequest(), aRequest({ location: place('은평구') })];
  await assign.request(call);
  await assign.request(waiting);
  const { callId } = call;
  // Its area does not reach, so dispatch would not choose it.
  const other = await assign.register({ base: place('부산 해운대구') });
  expect(await requestStatus(assign, waiting.callId)).toBe('WAITING');
  expect(await assign.reassign({ callId, toMoverId: other.id })).toBeNull();
  expect(await activeMover(assign, callId)).toBe(other.id);
  expect(await activeMover(assign, waiting.callId)).toBe(near.id);
  expect(await released(callId)).toMatchObject([
    { mover_id: near.id, released_cause: 'REASSIGNED', released_reason: '운영자 판단' },
  ]);
  expect(await assign.reassign({ callId: waiting.callId, toMoverId: other.id })).toBe('SLOT_FULL');
  expect(await activeMover(assign, waiting.callId)).toBe(near.id);
});

test('a day off and a half day are time that is taken', async () => {
  const [near, other] = [await assign.register(), await assign.register({ base: place('강동구') })];
  const morning = { slot: 'MORNING' as const };
  const [first, second] = [aRequest(morning), aRequest({ slot: 'AFTERNOON' })];
  await assign.request(first);
  await assign.request(second);
  expect(await activeMover(assign, second.callId)).toBe(near.id);
  expect(await assign.reassign({ callId: first.callId, toMoverId: other.id })).toBeNull();
  expect(await assign.reassign({ callId: second.callId, toMoverId: other.id })).toBeNull();
  await assign.store.setDaysOff(near.id, [DAY], { causationId: null, traceparent: null });
  expect(await assign.reassign({ callId: first.callId, toMoverId: near.id })).toBe('SLOT_FULL');
});

test('teams drop their own calls, operators reassign, read the history and the jobs at risk; nobody else does', async () => {
  const replica = await assign.start();
  const company = await assign.registerCompany({ insuredUntil: '2026-11-30' });
  const team = await assign.register({ companyId: company.id });
  const call = aRequest();
  await assign.request(call);
  const { callId: id } = call;
  const reason = '차량 고장';
  for (const viewer of [customer(randomUUID()), asMover(team.id)])
    expect(await replica.ask(viewer, REASSIGN, { id, moverId: team.id, reason })).toMatchObject({
      codes: ['FORBIDDEN'],
    });
  expect(await replica.ask(customer(call.ownerId), DROP, { id, reason })).toMatchObject({
    codes: ['FORBIDDEN'],
  });
  const refused = async (viewer: Viewer, variables: object) =>
    (await replica.ask(viewer, DROP, { id, reason, ...variables })).data.dropMoveCall;
  const stranger = await refused(asMover(randomUUID()), {});
  expect(stranger).toMatchObject({ moveCall: null, userErrors: [{ code: 'NOT_FOUND', field: ['id'] }] });
  expect(await refused(asMover(team.id), { id: randomUUID() })).toEqual(stranger);
  expect(await refused(asMover(team.id), { id: 'no id' })).toEqual(stranger);
  expect(await refused(asMover(team.id), { reason: '' })).toMatchObject({
    userErrors: [{ code: 'INVALID_REASON', field: ['reason'] }],
  });
  expect(await refused(asMover(team.id), { assignmentId: 'no id' })).toMatchObject({
    userErrors: [{ code: 'ASSIGNMENT_CHANGED' }],
  });
  expect(await activeMover(assign, id)).toBe(team.id);

  await assign.switch(team.id, false);
  const [switched] = await assign.outbox('MoverAvailabilityChanged');
  expect(switched?.data).toMatchObject({ available: false, jobsAtRisk: { jobs: 1, firstOn: DAY } });
  expect((await replica.ask(operator, AT_RISK)).data.jobsAtRisk).toMatchObject([
    { call: { id }, mover: { id: team.id }, movingOn: DAY, slot: 'ALL_DAY', risk: 'TEAM_OFF' },
  ]);
  expect((await replica.ask(asMover(team.id), AT_RISK)).codes).toEqual(['FORBIDDEN']);

  expect(await refused(asMover(team.id), {})).toMatchObject({ moveCall: { id }, userErrors: [] });
  const other = await assign.register({ base: place('강동구') });
  const history = (viewer: Viewer) =>
    replica.ask(viewer, HISTORY, { representations: [{ __typename: 'MoveCall', id }] });
  expect((await history(operator)).data._entities[0].assignmentHistory).toMatchObject([
    { mover: { id: team.id }, status: 'RELEASED', releasedCause: 'DROPPED', releasedReason: reason },
    { mover: { id: other.id }, status: 'ACTIVE', releasedAt: null, releasedCause: null },
  ]);
  expect((await history(asMover(team.id))).data._entities[0].assignmentHistory).toBeNull();
  const reassigned = await replica.ask(operator, REASSIGN, { id, moverId: team.id, reason });
  expect(reassigned.data.reassignMoveCall).toMatchObject({
    userErrors: [{ code: 'NOT_AVAILABLE', field: ['moverId'] }],
  });
});

test('an uninsured company puts only calls with a quote at risk', () => {
  const job = { movingOn: DAY, hasQuote: true, available: true, insuredUntil: DAY };
  expect(riskOf(job)).toBeNull();
  expect(riskOf({ ...job, insuredUntil: '2026-11-30' })).toBe('INSURANCE_ENDED');
  expect(riskOf({ ...job, insuredUntil: null })).toBe('INSURANCE_ENDED');
  expect(riskOf({ ...job, insuredUntil: null, hasQuote: false })).toBeNull();
});
