import type { Viewer } from '@movecall/identity';
import { until } from '@movecall/service/until';
import { addDays } from '@movecall/values/days';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ProgressKind } from '../src/progress/progress.ts';
import { aRequest, DAY, noCause, NOW, place, TODAY } from './fixtures.ts';
import {
  activeMover,
  type AssignHarness,
  asMover,
  createAssign,
  customer,
  operator,
  typesOf,
} from './harness.ts';
import { PROGRESS, REPORT } from './operations.ts';
import { violations } from './violations.ts';

/** What teams report on the day, and what becomes of their calls when they do not. */

let assign: AssignHarness;
beforeEach(async () => {
  assign = await createAssign();
});
afterEach(async () => {
  const violated = await violations(assign);
  await assign.close();
  expect(violated).toEqual([]);
});

const SEVEN = new Date('2026-11-30T22:00:00Z');
const HALF_PAST_EIGHT = new Date('2026-11-30T23:30:00Z');
const MINUTE_MS = 60_000;

const report = (callId: string, byMoverId: string | null, step: ProgressKind, at = SEVEN) =>
  assign.report({ callId, byMoverId, step, at, idempotencyKey: `${byMoverId} ${step}` });
const timers = async () => assign.sql`select kind, key, due_at from timers order by due_at`;
const noShow = async (callId: string): Promise<void> => {
  const [row] = await assign.sql<{ id: string }[]>`
    select id from assignments where call_id = ${callId} and status = 'ACTIVE'`;
  const command = { type: 'noShow', callId, assignmentId: row!.id } as const;
  await assign.db.transaction((tx) => assign.execute(tx, [{ id: callId, command, cause: noCause }]));
};

test('nobody arrives: the call goes to the next team, and waits when there is none', async () => {
  const near = await assign.register();
  const far = await assign.register({ base: place('강동구') });
  const call = aRequest();
  const { callId } = call;
  await assign.request(call);
  assign.setNow(SEVEN);
  expect(await report(callId, near.id, 'DEPARTED')).toBeNull();
  assign.setNow(HALF_PAST_EIGHT);
  await noShow(callId);
  expect(await activeMover(assign, callId)).toBe(far.id);
  // The report comes too late, though it is about a moment before.
  expect(await report(callId, near.id, 'ARRIVED')).toBe('NOT_FOUND');
  // The next team has half an hour from when it got the call.
  await noShow(callId);
  expect(await activeMover(assign, callId)).toBe(far.id);
  assign.setNow(new Date(HALF_PAST_EIGHT.getTime() + 31 * MINUTE_MS));
  await noShow(callId);
  expect(await activeMover(assign, callId)).toBeNull();
  expect(await typesOf(assign, callId)).toEqual([
    'AssignmentCompleted',
    'TeamDeparted',
    'AssignmentCancelled',
    'AssignmentCompleted',
    'AssignmentCancelled',
    'AssignmentFailed',
  ]);
});

test('a timer is set with the assignment, and gone with it or with the arrival', async () => {
  const near = await assign.register();
  const [first, second] = [aRequest(), aRequest({ movingOn: addDays(DAY, 1) })];
  for (const call of [first, second]) await assign.request(call);
  const dueTimes = async () => (await timers()).map(({ due_at }) => due_at);
  expect(await dueTimes()).toEqual([HALF_PAST_EIGHT, new Date('2026-12-01T23:30:00Z')]);
  await assign.cancel(second.callId);
  expect(await dueTimes()).toEqual([HALF_PAST_EIGHT]);
  assign.setNow(SEVEN);
  expect(await report(first.callId, near.id, 'DEPARTED')).toBeNull();
  expect(await dueTimes()).toEqual([HALF_PAST_EIGHT]);
  expect(await report(first.callId, null, 'ARRIVED')).toBeNull();
  expect(await dueTimes()).toEqual([]);
});

test('a team that gets a call on the day has half an hour, and one that gets it at the end of the slot no timer', async () => {
  await assign.register();
  await assign.register();
  assign.setNow(new Date(`${TODAY}T06:00:00Z`));
  const afternoon = aRequest({ movingOn: TODAY });
  await assign.request(afternoon);
  expect((await timers()).map(({ due_at }) => due_at)).toEqual([new Date(`${TODAY}T06:30:01Z`)]);
  assign.setNow(new Date(`${TODAY}T08:31:00Z`));
  await assign.request(aRequest({ movingOn: TODAY }));
  expect(await timers()).toHaveLength(1);
});

test('a team that accepts an offer has half an hour from then on', async () => {
  const { id: companyId } = await assign.registerCompany({ dispatchMode: 'OFFER' });
  await assign.register({ companyId });
  assign.setNow(new Date(`${TODAY}T06:00:00Z`));
  const call = aRequest({ movingOn: TODAY });
  await assign.request(call);
  assign.setNow(new Date(`${TODAY}T06:05:00Z`));
  expect(await assign.accept(await assign.offerOf(call.callId))).toBe('ACTIVE');
  const [overdue] = (await timers()).filter(({ kind }) => kind === 'ARRIVAL_OVERDUE');
  expect(overdue?.['due_at']).toEqual(new Date(`${TODAY}T06:35:01Z`));
});

test('the service gives the call of a team that has not come to the next one', async () => {
  const near = await assign.register();
  const far = await assign.register({ base: place('강동구') });
  // The clock of the service stands at noon: the half hour that began with the assignment is over by then.
  assign.setNow(new Date(NOW.getTime() - 31 * MINUTE_MS));
  const call = aRequest({ movingOn: TODAY });
  await assign.request(call);
  expect(await activeMover(assign, call.callId)).toBe(near.id);
  await assign.start();
  await until('the next team to have the call', async () =>
    (await activeMover(assign, call.callId)) === far.id ? true : undefined,
  );
  const [row] = await assign.sql`
    select released_cause, released_reason from assignments where call_id = ${call.callId} and status = 'RELEASED'`;
  expect(row).toEqual({ released_cause: 'NO_SHOW', released_reason: null });
});

test('the steps of a call go with its personal data', async () => {
  const near = await assign.register();
  const call = aRequest();
  await assign.request(call);
  assign.setNow(SEVEN);
  await report(call.callId, near.id, 'DEPARTED');
  await assign.cancel(call.callId);
  const steps = async () => assign.sql`select step from progress_steps`;
  expect(await steps()).toEqual([{ step: 'DEPARTED' }]);
  const command = { type: 'erase', callId: call.callId } as const;
  await assign.db.transaction((tx) => assign.execute(tx, [{ id: call.callId, command, cause: noCause }]));
  expect(await steps()).toEqual([]);
});

test('the team and operators report a step; others see it only if they see the assignment', async () => {
  const replica = await assign.start();
  const near = await assign.register();
  const call = aRequest({ movingOn: TODAY });
  const { callId: id, ownerId } = call;
  assign.setNow(new Date(NOW.getTime() - 2 * MINUTE_MS));
  await assign.request(call);
  const at = NOW.toISOString();
  const step = { id, step: 'DEPARTED', at, idempotencyKey: 'one' };
  const send = (viewer: Viewer, variables: object = {}) =>
    replica.ask(viewer, REPORT, { ...step, ...variables });
  expect(await send(customer(ownerId))).toMatchObject({ codes: ['FORBIDDEN'] });
  for (const malformed of [{ at: 'now' }, { at: '2026-13-01T00:00:00Z' }, { idempotencyKey: '' }])
    expect(await send(asMover(near.id), malformed)).toMatchObject({ codes: ['BAD_USER_INPUT'] });
  const stranger = (await send(asMover(randomUUID()))).data.reportProgress;
  expect(stranger).toMatchObject({ moveCall: null, userErrors: [{ code: 'NOT_FOUND', field: ['id'] }] });
  expect((await send(asMover(near.id), { id: 'no id' })).data.reportProgress).toEqual(stranger);
  const done = { moveCall: { id }, userErrors: [] };
  expect((await send(asMover(near.id))).data.reportProgress).toEqual(done);
  expect((await send(asMover(near.id))).data.reportProgress).toEqual(done);

  const seenBy = async (viewer: Viewer, announcedMoverId: string | null): Promise<unknown> => {
    const reference = { __typename: 'MoveCall', id, announcedMoverId, contactsShared: true };
    return (await replica.ask(viewer, PROGRESS, { representations: [reference] })).data._entities[0].progress;
  };
  const steps = [{ step: 'DEPARTED', at, receivedAt: at }];
  expect(await seenBy(operator, null)).toEqual(steps);
  expect(await seenBy(asMover(near.id), near.id)).toEqual(steps);
  expect(await seenBy(customer(ownerId), near.id)).toEqual(steps);
  for (const viewer of [asMover(randomUUID()), customer(randomUUID())])
    expect(await seenBy(viewer, near.id)).toEqual([]);
  expect(await seenBy(customer(ownerId), null)).toEqual([]);
});
