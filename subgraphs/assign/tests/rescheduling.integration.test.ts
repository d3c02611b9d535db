import type { EventOf } from '@movecall/schema/events';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AssignmentRequest } from '../src/dispatch/dispatch.ts';
import type { AskedHold } from '../src/hold/hold-commands.ts';
import { createHoldTime } from '../src/hold/hold-commands.ts';
import type { ReschedulingCommand } from '../src/hold/rescheduling.ts';
import { aRequest, noCause, place } from './fixtures.ts';
import { activeMover, type AssignHarness, createAssign, requestStatus, typesOf } from './harness.ts';

/** Holding another time for a call, and what becomes of it. Each test has a place of its own, and so teams of its own. */

let assign: AssignHarness;
beforeAll(async () => {
  assign = await createAssign();
});
afterAll(() => assign.close());

const OLD = '2026-12-07';
const NEW = '2026-12-09';

const holding = (request: AssignmentRequest, asked: Partial<AskedHold> = {}): AskedHold => ({
  attemptId: randomUUID(),
  callId: request.callId,
  movingOn: NEW,
  slot: 'ALL_DAY',
  wanted: null,
  assignmentId: null,
  onlyIfWaiting: false,
  ...asked,
});
const hold = (asked: AskedHold) => createHoldTime(assign.db, assign.execute)(asked, noCause);
const settle = (command: ReschedulingCommand) =>
  assign.db.transaction((tx) => assign.execute(tx, [{ id: command.callId, command, cause: noCause }]));
const reschedule = ({ attemptId, callId, movingOn, slot }: AskedHold, cost = 1_700_000) =>
  settle({ type: 'reschedule', attemptId, callId, movingOn, slot, cost });
const withdraw = ({ attemptId, callId }: AskedHold) => settle({ type: 'withdrawHold', attemptId, callId });

/** What is booked of a team: by whom, and the hours in Seoul. */
async function booked(moverId: string, names: Readonly<Record<string, string>>): Promise<string[]> {
  const rows = await assign.sql<{ by: string; time: string }[]>`
    select call_id as by, to_char(lower(during) at time zone 'Asia/Seoul', 'MM-DD HH24') || '-'
      || to_char(upper(during) at time zone 'Asia/Seoul', 'HH24') as time
    from bookings where mover_id = ${moverId} order by during`;
  return rows.map(({ by, time }) => `${names[by]} ${time}`);
}

/** When a team has to be where it has jobs. */
const arrivalsDue = async (moverId: string): Promise<Date[]> =>
  (
    await assign.sql<{ dueAt: Date }[]>`
      select due_at as "dueAt" from timers join assignments on id = key where mover_id = ${moverId} order by due_at`
  ).map(({ dueAt }) => dueAt);

const at = (address: string, request: Partial<AssignmentRequest> = {}) =>
  aRequest({ location: place(address), movingOn: OLD, ...request });

test('the team of the call keeps it: both times are booked until it is moved, and others learn of it once', async () => {
  const team = await assign.register({ base: place('부산 해운대구') });
  const request = at('부산 해운대구');
  await assign.request(request);
  const asked = holding(request);
  const names = { [request.callId]: 'job', [asked.attemptId]: 'hold' };
  expect(await hold(asked)).toEqual({ outcome: 'HELD', moverId: team.id });
  expect(await booked(team.id, names)).toEqual(['job 12-07 08-18', 'hold 12-09 08-18']);
  // A repetition changes nothing, and another attempt has to wait.
  expect(await hold(asked)).toEqual({ outcome: 'HELD', moverId: team.id });
  expect(await hold(holding(request))).toEqual({ outcome: 'BUSY' });

  await reschedule(asked);
  await reschedule(asked);
  expect(await booked(team.id, names)).toEqual(['job 12-09 08-18']);
  expect(await arrivalsDue(team.id)).toEqual([new Date(`${NEW}T08:30:00+09:00`)]);
  expect(await typesOf(assign, request.callId)).toEqual(['AssignmentCompleted', 'AssignmentCompleted']);
  const [, moved] = (await assign.outbox('AssignmentCompleted')).filter(
    ({ correlationId }) => correlationId === request.callId,
  );
  expect(moved).toMatchObject({
    version: 3,
    data: { mover: { id: team.id }, rescheduled: { movingOn: NEW, slot: 'ALL_DAY', cost: 1_700_000 } },
  } satisfies { version: number; data: object });
  expect(await hold(asked)).toEqual({ outcome: 'WITHDRAWN' });
  const [row] =
    await assign.sql`select moving_on::text, cost from requests where call_id = ${request.callId}`;
  expect(row).toEqual({ moving_on: NEW, cost: 1_700_000 });
});

test('on the same day only the difference is held, and all of it once the job is gone', async () => {
  const team = await assign.register({ base: place('대구 수성구') });
  const request = at('대구 수성구', { slot: 'MORNING', tons: 1 });
  await assign.request(request);
  const longer = holding(request, { movingOn: OLD, slot: 'ALL_DAY' });
  const names = { [request.callId]: 'job', [longer.attemptId]: 'hold' };
  await hold(longer);
  expect(await booked(team.id, names)).toEqual(['job 12-07 08-13', 'hold 12-07 13-18']);
  await reschedule(longer);
  expect(await booked(team.id, names)).toEqual(['job 12-07 08-18']);

  const shorter = holding(request, { movingOn: OLD, slot: 'AFTERNOON' });
  expect(await hold(shorter)).toEqual({ outcome: 'HELD', moverId: team.id });
  expect(await booked(team.id, names)).toEqual(['job 12-07 08-18']);
  await withdraw(shorter);
  const again = holding(request, { movingOn: OLD, slot: 'AFTERNOON' });
  await hold(again);
  await assign.sql`update assignments set status = 'RELEASED', released_at = now() where call_id = ${request.callId}`;
  expect(await booked(team.id, { [again.attemptId]: 'hold' })).toEqual(['hold 12-07 13-18']);
});

test('the next team takes over when the own one has no time, and waiting calls get what becomes free', async () => {
  const [own, other] = [
    await assign.register({ base: place('광주 북구'), slotsPerDay: 1 }),
    await assign.register({ base: place('전남광주통합특별시 담양군'), slotsPerDay: 1 }),
  ];
  const request = at('광주 북구');
  await assign.request(request);
  await assign.request(at('광주 북구', { movingOn: NEW }));
  await assign.request(at('광주 북구'));
  const waiting = at('광주 북구');
  await assign.request(waiting);
  expect(await requestStatus(assign, waiting.callId)).toBe('WAITING');

  const asked = holding(request);
  expect(await hold(asked)).toEqual({ outcome: 'HELD', moverId: other.id });
  // Now nobody has time on the new day.
  expect(await hold(holding(waiting))).toEqual({ outcome: 'SLOT_FULL' });
  await reschedule(asked);
  expect(await activeMover(assign, request.callId)).toBe(other.id);
  expect(await typesOf(assign, request.callId)).toEqual([
    'AssignmentCompleted',
    'AssignmentCancelled',
    'AssignmentCompleted',
  ]);
  expect(await activeMover(assign, waiting.callId)).toBe(own.id);
});

test('a call that waits is moved to a day with room, and serves nobody else meanwhile', async () => {
  const team = await assign.register({ base: place('울산 남구'), slotsPerDay: 1 });
  await assign.request(at('울산 남구'));
  const waiting = at('울산 남구');
  await assign.request(waiting);
  const asked = holding(waiting);
  expect(await hold(asked)).toEqual({ outcome: 'HELD', moverId: team.id });
  const later = at('울산 남구', { movingOn: NEW });
  await assign.request(later);
  expect(await requestStatus(assign, later.callId)).toBe('WAITING');
  await reschedule(asked);
  expect(await activeMover(assign, waiting.callId)).toBe(team.id);
  const completed = (await assign.outbox('AssignmentCompleted')).find(
    ({ correlationId }) => correlationId === waiting.callId,
  );
  expect((completed?.data as EventOf<'AssignmentCompleted'>['data'] | undefined)?.rescheduled?.movingOn).toBe(
    NEW,
  );
});

test('a withdrawal frees the time for those who wait, and refuses a hold that comes after it', async () => {
  const team = await assign.register({ base: place('대전 서구'), slotsPerDay: 1 });
  const request = at('대전 서구');
  await assign.request(request);
  const asked = holding(request);
  await hold(asked);
  const waiting = at('대전 서구', { movingOn: NEW });
  await assign.request(waiting);
  expect(await requestStatus(assign, waiting.callId)).toBe('WAITING');
  await withdraw(asked);
  await withdraw(asked);
  expect(await activeMover(assign, waiting.callId)).toBe(team.id);
  expect(await hold(asked)).toEqual({ outcome: 'WITHDRAWN' });
  // What manage would never say after a withdrawal changes nothing.
  await reschedule(asked);
  expect(await booked(team.id, { [request.callId]: 'job', [waiting.callId]: 'other' })).toEqual([
    'job 12-07 08-18',
    'other 12-09 08-18',
  ]);

  const overtaken = holding(request, { movingOn: '2026-12-11' });
  await withdraw(overtaken);
  expect(await hold(overtaken)).toEqual({ outcome: 'WITHDRAWN' });
});

test('a cancel ends the hold too, and wins over the reschedule', async () => {
  const team = await assign.register({ base: place('춘천시') });
  const request = at('춘천시');
  await assign.request(request);
  const asked = holding(request);
  await hold(asked);
  await assign.cancel(request.callId);
  await reschedule(asked);
  expect(await booked(team.id, {})).toEqual([]);
  expect(await requestStatus(assign, request.callId)).toBe('CANCELLED');
  expect(await hold(holding(request))).toEqual({ outcome: 'CALL_OVER' });
  expect(await hold(holding(at('춘천시')))).toEqual({ outcome: 'UNKNOWN_CALL' });
});

test('a wanted team is held or nobody, wherever it goes', async () => {
  const own = await assign.register({ base: place('제주시') });
  const wanted = await assign.register({ base: place('서울 강남구') });
  const request = at('제주시');
  await assign.request(request);
  const wish = { moverId: wanted.id, reason: '고객 요청' };
  expect(await hold(holding(request, { wanted: wish, assignmentId: randomUUID() }))).toEqual({
    outcome: 'ASSIGNMENT_CHANGED',
  });
  const asked = holding(request, { wanted: wish });
  expect(await hold(asked)).toEqual({ outcome: 'HELD', moverId: wanted.id });
  const other = at('제주시', { movingOn: '2026-12-14' });
  await assign.request(other);
  await assign.switch(wanted.id, false);
  expect(await hold(holding(other, { wanted: wish }))).toEqual({ outcome: 'NOT_AVAILABLE' });
  expect(await hold(holding(other, { wanted: { ...wish, moverId: randomUUID() } }))).toEqual({
    outcome: 'UNKNOWN_MOVER',
  });
  expect(await activeMover(assign, other.callId)).toBe(own.id);

  await reschedule(asked);
  expect(await activeMover(assign, request.callId)).toBe(wanted.id);
  const released = assign.sql`select mover_id, released_cause as cause, released_reason as reason from assignments
    where call_id = ${request.callId} and status = 'RELEASED' order by assigned_at`;
  expect(await released).toEqual([{ mover_id: own.id, cause: 'REASSIGNED', reason: '고객 요청' }]);
});

test('an operator moves a call of a team to another time of the same team: the history tells why', async () => {
  const own = await assign.register({ base: place('목포시') });
  const request = at('목포시');
  await assign.request(request);
  const asked = holding(request, { wanted: { moverId: own.id, reason: '비 예보' } });
  await hold(asked);
  await reschedule(asked);
  expect(await activeMover(assign, request.callId)).toBe(own.id);
  expect(
    await assign.sql`select status, released_cause as cause, released_reason as reason from assignments
      where call_id = ${request.callId} order by assigned_at, status desc`,
  ).toEqual([
    { status: 'RELEASED', cause: 'RESCHEDULED', reason: '비 예보' },
    { status: 'ACTIVE', cause: null, reason: null },
  ]);
});

test.each([
  ['another team has time then', true],
  ['nobody has time then, so that it waits there', false],
])('a team that drops a call does not get it by its hold: %s', async (_what, hasOther) => {
  const home = hasOther ? '원주시' : '속초시';
  const team = await assign.register({ base: place(home), slotsPerDay: 1 });
  const request = at(home);
  await assign.request(request);
  const asked = holding(request);
  await hold(asked);
  const { callId } = request;
  expect(await assign.drop({ callId, byMoverId: team.id })).toBeNull();
  const other = hasOther ? await assign.register({ base: place(home), slotsPerDay: 1 }) : null;
  // The held time is free for others once the call is moved.
  const later = at(home, { movingOn: NEW });
  await reschedule(asked);
  await assign.request(later);
  expect(await activeMover(assign, later.callId)).toBe(team.id);
  expect(await activeMover(assign, callId)).toBe(other?.id ?? null);
  const [row] = await assign.sql`select moving_on::text, status from requests where call_id = ${callId}`;
  expect(row).toEqual({ moving_on: NEW, status: hasOther ? 'ASSIGNED' : 'WAITING' });
  const told = (await assign.outbox(hasOther ? 'AssignmentCompleted' : 'AssignmentFailed')).findLast(
    ({ correlationId }) => correlationId === callId,
  );
  expect(told?.data).toMatchObject({ rescheduled: { movingOn: NEW, slot: 'ALL_DAY', cost: 1_700_000 } });
});

test('two calls want the last time of a team at once: one gets it', async () => {
  await assign.register({ base: place('강릉시'), slotsPerDay: 1 });
  const requests = [at('강릉시', { movingOn: '2026-12-14' }), at('강릉시', { movingOn: '2026-12-15' })];
  for (const request of requests) await assign.request(request);
  const answers = await Promise.all(requests.map((request) => hold(holding(request))));
  expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(['HELD', 'SLOT_FULL']);
});
