import { expect, test } from 'vitest';
import type { AssignmentCommand } from '../src/assignment/assignment.ts';
import { type Board, evolve, type Target } from '../src/assignment/board.ts';
import type { ProgressKind, ReportedStep } from '../src/progress/progress.ts';
import { noShowAt } from '../src/rescue/rescue.ts';
import {
  Assigned,
  candidate,
  Cancelled,
  cancel,
  NoMoverFree,
  nothing,
  reading,
} from './assignment-stories.ts';
import { aMover, aRequest, DAY, NOW } from './fixtures.ts';

const call = aRequest();
const first = candidate('mover', 10);
const [team, other] = [aMover({ id: 'mover' }), aMover({ id: 'other' })];
const near = [candidate('other', 20)];
const drop = (
  change: Partial<Extract<AssignmentCommand, { type: 'drop' }>> = {},
): Extract<AssignmentCommand, { type: 'drop' }> => ({
  type: 'drop',
  callId: call.callId,
  byMoverId: 'mover',
  reason: '차량 고장',
  assignmentId: null,
  ...change,
});
const given = Assigned(call, first.mover, 10);
const rescued = { ...Assigned(call, near[0]!.mover, 20), givenBy: 'RESCUE' };
const lost = (cause: string, reason: string) => ({
  type: 'Released',
  request: call,
  assignmentId: `assignment of ${call.callId}`,
  moverId: 'mover',
  companyId: null,
  cause,
  wasOffer: false,
  reason,
});
const reported = (step: ProgressKind): ReportedStep => ({
  assignmentId: `assignment of ${call.callId}`,
  moverId: 'mover',
  step,
  at: NOW,
  idempotencyKey: step,
});
const minutesAfter = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * 60_000);
/** A story on a board that differs in some points. */
const on = (change: Partial<Board>, read: Parameters<typeof reading>[0] = { calls: [call] }) => {
  const story = reading({ movers: [team, other], ...read })(given);
  return {
    when: (command: AssignmentCommand) =>
      story.when.call({ ...story, state: { ...story.state, ...change } }, command),
  };
};

test('a dropped call goes to the next team, and the team that dropped it to the oldest call that waits', () => {
  const waiting = aRequest();
  const story = reading({ calls: [call, waiting], near, movers: [team], queues: { mover: [waiting] } });
  expect(story(given, NoMoverFree(waiting)).when(drop())).toEqual({
    facts: [lost('DROPPED', '차량 고장'), rescued, Assigned(waiting, team)],
  });
});

test('a dropped call waits with its reason when there is no other team', () => {
  expect(on({}).when(drop())).toEqual({ facts: [lost('DROPPED', '차량 고장'), NoMoverFree(call)] });
});

test('a drop half an hour after the slot began is a no-show, and a moment before it is not', () => {
  const at = noShowAt(call, NOW);
  expect(at.toISOString()).toBe('2026-11-30T23:30:00.000Z');
  expect(on({ at }).when(drop())).toMatchObject({ facts: [{ cause: 'NO_SHOW' }, {}] });
  expect(on({ at: new Date(at.getTime() - 1) }).when(drop())).toMatchObject({
    facts: [{ cause: 'DROPPED' }, {}],
  });
});

test('a drop of a call that the team got on the day is a no-show half an hour after that', () => {
  const got = new Date('2026-12-01T06:00:00Z');
  const late = reading({ calls: [call], movers: [team] })();
  const story = { ...late, state: evolve({ ...late.state, at: got }, given) };
  const dropAt = (minutes: number) =>
    late.when.call({ ...story, state: { ...story.state, at: minutesAfter(got, minutes) } }, drop());
  expect(dropAt(29)).toMatchObject({ facts: [{ cause: 'DROPPED' }, {}] });
  expect(dropAt(30)).toMatchObject({ facts: [{ cause: 'NO_SHOW' }, {}] });
});

const noShow: AssignmentCommand = {
  type: 'noShow',
  callId: call.callId,
  assignmentId: `assignment of ${call.callId}`,
};

test('a team that has not reported its arrival loses the call half an hour after the slot began', () => {
  const at = noShowAt(call, NOW);
  expect(on({ at }, { calls: [call], near }).when(noShow)).toEqual({
    facts: [{ ...lost('NO_SHOW', ''), reason: null }, rescued],
  });
  expect(on({ at }).when(noShow)).toMatchObject({ facts: [{ cause: 'NO_SHOW' }, { type: 'NoMoverFree' }] });
  expect(on({ at: minutesAfter(at, -1) }).when(noShow)).toEqual(nothing);
});

test('a team that has arrived keeps the call, and a drop of it is no no-show', () => {
  const at = minutesAfter(noShowAt(call, NOW), 1);
  const arrived = on({ at, progress: new Map([[call.callId, [reported('ARRIVED')]]]) });
  expect(arrived.when(noShow)).toEqual(nothing);
  expect(arrived.when(drop())).toMatchObject({ facts: [{ cause: 'DROPPED' }, {}] });
  const departed = on({ at, progress: new Map([[call.callId, [reported('DEPARTED')]]]) });
  expect(departed.when(noShow)).toMatchObject({ facts: [{ cause: 'NO_SHOW' }, {}] });
  const another = { ...reported('ARRIVED'), assignmentId: 'an earlier one' };
  expect(on({ at, progress: new Map([[call.callId, [another]]]) }).when(noShow)).toMatchObject({
    facts: [{ cause: 'NO_SHOW' }, {}],
  });
});

test('nobody is absent whose call is over, waits, or has another team', () => {
  const at = noShowAt(call, NOW);
  expect(on({ at }).when({ ...noShow, assignmentId: 'an earlier one' })).toEqual(nothing);
  const story = reading({ calls: [call], movers: [team] });
  expect(story(given, Cancelled(call)).when(noShow)).toEqual(nothing);
  expect(story(NoMoverFree(call)).when(noShow)).toEqual(nothing);
  expect(story().when(noShow)).toEqual(nothing);
});

test('a team drops its own call only, and the same call once', () => {
  expect(on({}).when(drop({ byMoverId: 'other' }))).toEqual({ refusal: 'NOT_FOUND' });
  const dropped = reading({ calls: [call], near, movers: [team] })(
    given,
    lost('DROPPED', '차량 고장') as never,
    Assigned(call, near[0]!.mover, 20),
  );
  expect(dropped.when(drop())).toEqual({ refusal: 'NOT_FOUND' });
  const passedOver = new Map([[call.callId, ['mover']]]);
  expect(dropped.when.call({ ...dropped, state: { ...dropped.state, passedOver } }, drop())).toEqual(nothing);
});

test('an operator drops the assignment that is meant, and may do so after the day', () => {
  const byOperator = drop({ byMoverId: null });
  expect(on({}).when({ ...byOperator, assignmentId: 'an earlier one' })).toEqual({
    refusal: 'ASSIGNMENT_CHANGED',
  });
  expect(on({}).when({ ...byOperator, assignmentId: `assignment of ${call.callId}` })).toMatchObject({
    facts: [{ cause: 'DROPPED' }, {}],
  });
  const at = new Date('2026-12-02T03:00:00Z');
  expect(on({ at }).when(byOperator)).toMatchObject({
    facts: [{ cause: 'NO_SHOW' }, { type: 'NoMoverFree' }],
  });
  expect(on({ at }).when(drop())).toEqual({ refusal: 'DAY_IS_OVER' });
});

test('a call that is cancelled, waits or is unknown is not dropped', () => {
  const story = reading({ calls: [call], near: [], movers: [team] });
  const byOperator = drop({ byMoverId: null });
  expect(story(given, Cancelled(call)).when(byOperator)).toEqual({ refusal: 'ALREADY_CANCELLED' });
  expect(story(NoMoverFree(call)).when(byOperator)).toEqual({ refusal: 'NOT_ASSIGNED' });
  expect(story().when(byOperator)).toEqual({ refusal: 'NOT_FOUND' });
});

test('a cancel after a drop takes the call from the next team', () => {
  const story = reading({ calls: [call], near, movers: [team, other] });
  const dropped = story(given, lost('DROPPED', '차량 고장') as never, Assigned(call, near[0]!.mover, 20));
  expect(dropped.when(cancel(call))).toMatchObject({
    facts: [{ type: 'Cancelled' }, { type: 'Released', moverId: 'other', cause: 'CALL_CANCELLED' }],
  });
});

const reassign: Extract<AssignmentCommand, { type: 'reassign' }> = {
  type: 'reassign',
  callId: call.callId,
  toMoverId: 'other',
  movingOn: null,
  slot: null,
  reason: '고객 요청',
  assignmentId: null,
  onlyIfWaiting: false,
};
const byOperator = { ...Assigned(call, other, 99), givenBy: 'OPERATOR' };
const target = (change: Partial<Target> = {}): ReadonlyMap<string, Target> =>
  new Map([[call.callId, { mover: other, distanceMeters: 99, isInArea: true, hasTime: true, ...change }]]);

test('an operator gives a call to a team, also one far away, in one decision', () => {
  expect(on({ targets: target({ isInArea: false }) }).when(reassign)).toEqual({
    facts: [lost('REASSIGNED', '고객 요청'), byOperator],
  });
});

test('a call that waits can be given to a team', () => {
  const story = reading({ calls: [call] })(NoMoverFree(call));
  const state = { ...story.state, targets: target() };
  expect(story.when.call({ ...story, state }, reassign)).toEqual({ facts: [byOperator] });
});

test('a call that is meant to wait is not taken from the team that has it by then', () => {
  const meant = { ...reassign, onlyIfWaiting: true };
  expect(on({ targets: target() }).when(meant)).toEqual({ refusal: 'ASSIGNMENT_CHANGED' });
  const story = reading({ calls: [call] })(NoMoverFree(call));
  const state = { ...story.state, targets: target() };
  expect(story.when.call({ ...story, state }, meant)).toEqual({ facts: [byOperator] });
});

test('the team that has the call keeps it', () => {
  for (const onlyIfWaiting of [false, true])
    expect(on({}).when({ ...reassign, toMoverId: 'mover', onlyIfWaiting })).toEqual(nothing);
});

test.each([
  ['SLOT_FULL', target({ hasTime: false })],
  ['NOT_AVAILABLE', target({ mover: { ...other, available: false } })],
  ['TYPE_NOT_TAKEN', target({ mover: { ...other, moveTypes: ['STANDARD'] } })],
  ['UNKNOWN_MOVER', new Map()],
] as const)('a team that cannot do it does not get it: %s', (code, targets) => {
  expect(on({ targets }).when(reassign)).toEqual({ refusal: code });
});

test('a quote wants an insured company, a load its truck, and nobody moves their own home', () => {
  const asked = { ...call, hasQuote: true, tons: 5, ownerTel: other.tel };
  const story = reading({ calls: [asked] })(NoMoverFree(asked));
  const refused = (mover: Target['mover']) =>
    story.when.call({ ...story, state: { ...story.state, targets: target({ mover }) } }, reassign);
  expect(refused({ ...other, tons: 2.5 })).toEqual({ refusal: 'LOAD_TOO_LARGE' });
  expect(refused(other)).toEqual({ refusal: 'NOT_INSURED' });
  const company = { id: 'company', insuredUntil: DAY } as never;
  expect(refused({ ...other, company })).toEqual({ refusal: 'OWN_CALL' });
});

test('a call is given to a team for its own day and slot', () => {
  const targets = target();
  expect(on({ targets }).when({ ...reassign, movingOn: DAY, slot: 'ALL_DAY' })).toMatchObject({
    facts: [{}, {}],
  });
  for (const time of [{ movingOn: '2026-12-02' }, { slot: 'MORNING' as const }])
    expect(on({ targets }).when({ ...reassign, ...time })).toEqual({ refusal: 'RESCHEDULE_FIRST' });
});

test('a reassignment is for the assignment that is meant, and not for a day that is over', () => {
  const targets = target();
  expect(on({ targets }).when({ ...reassign, assignmentId: 'an earlier one' })).toEqual({
    refusal: 'ASSIGNMENT_CHANGED',
  });
  const at = new Date(NOW.getTime() + 20 * 24 * 60 * 60 * 1000);
  expect(on({ targets, at }).when(reassign)).toEqual({ refusal: 'DAY_IS_OVER' });
});
