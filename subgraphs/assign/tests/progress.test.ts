import { expect, test } from 'vitest';
import { type Board, evolve } from '../src/assignment/board.ts';
import type { ReportCommand, ReportedStep } from '../src/progress/progress.ts';
import {
  Assigned,
  candidate,
  Cancelled,
  NoMoverFree,
  nothing,
  reading,
  toldOf,
} from './assignment-stories.ts';
import { aMover, aRequest } from './fixtures.ts';

const call = aRequest();
const given = Assigned(call, candidate('mover', 10).mover, 10);
const assignmentId = `assignment of ${call.callId}`;
/** Ten past eight on the day, in Seoul. */
const at = new Date('2026-11-30T23:10:00Z');
const minutes = (count: number): Date => new Date(at.getTime() + count * 60_000);

const report = (change: Partial<ReportCommand> = {}): ReportCommand => ({
  type: 'reportProgress',
  callId: call.callId,
  byMoverId: 'mover',
  step: 'DEPARTED',
  at,
  idempotencyKey: 'one',
  ...change,
});
const reported = (change: Partial<ReportedStep> = {}): ReportedStep => ({
  assignmentId,
  moverId: 'mover',
  step: 'DEPARTED',
  at,
  idempotencyKey: 'one',
  ...change,
});
const recorded = (step: ReportedStep) => ({
  facts: [{ type: 'ProgressReported', callId: call.callId, ...step }],
});

/** A story of the call with its team, at a quarter past eight unless something else is said. */
const on = (change: Partial<Board> = {}, steps: readonly ReportedStep[] = []) => {
  const story = reading({ calls: [call], movers: [aMover()] })(given);
  const progress = new Map([[call.callId, steps]]);
  const state: Board = { ...story.state, at: minutes(5), progress, ...change };
  return { when: (command: ReportCommand) => story.when.call({ ...story, state }, command) };
};

test('a team departs, then arrives, each at the moment that it says', () => {
  expect(on().when(report())).toEqual(recorded(reported()));
  const arrival = { step: 'ARRIVED', at: minutes(4), idempotencyKey: 'two' } as const;
  expect(on({}, [reported()]).when(report(arrival))).toEqual(recorded(reported(arrival)));
});

test('what is reported is part of the next decision', () => {
  const { facts } = on().when(report()) as { facts: [Parameters<typeof evolve>[1]] };
  const { progress } = evolve(reading({ calls: [call] })(given).state, facts[0]);
  expect(progress.get(call.callId)).toEqual([reported()]);
});

test('an arrival without a departure, and a step that was reported before, are refused', () => {
  expect(on().when(report({ step: 'ARRIVED' }))).toEqual({ refusal: 'OUT_OF_ORDER' });
  expect(on({}, [reported()]).when(report({ idempotencyKey: 'two' }))).toEqual({
    refusal: 'ALREADY_REPORTED',
  });
});

test('a report that is repeated changes nothing, also when the team has lost the call by then', () => {
  expect(on({}, [reported()]).when(report())).toEqual(nothing);
  const waiting = reading({ calls: [call] })(given, NoMoverFree(call));
  const state = { ...waiting.state, progress: new Map([[call.callId, [reported()]]]) };
  expect(waiting.when.call({ ...waiting, state }, report())).toEqual(nothing);
});

test.each([
  ['another step', { step: 'ARRIVED' }],
  ['another moment', { at: minutes(1) }],
] as const)('a key that is used again for %s is refused', (_, change) => {
  expect(on({}, [reported()]).when(report(change))).toEqual({ refusal: 'IDEMPOTENCY_KEY_REUSED' });
});

test('a step does not lie in the future, before the day, before the assignment or before the step before it', () => {
  const refused = { refusal: 'INVALID_TIME' };
  expect(on().when(report({ at: minutes(7) }))).toEqual(refused);
  expect(on().when(report({ at: minutes(6) }))).toMatchObject({ facts: [{}] });
  expect(on().when(report({ at: new Date('2026-11-30T14:59:59.999Z') }))).toEqual(refused);
  expect(on().when(report({ at: new Date('2026-11-30T15:00:00Z') }))).toMatchObject({ facts: [{}] });
  const arrival = report({ step: 'ARRIVED', idempotencyKey: 'two', at: minutes(-1) });
  expect(on({}, [reported()]).when(arrival)).toEqual(refused);

  const story = reading({ calls: [call], movers: [aMover()] })();
  const late = evolve({ ...story.state, at: minutes(3) }, given);
  const reportLate = (command: ReportCommand) => story.when.call({ ...story, state: late }, command);
  expect(reportLate(report({ at: minutes(1) }))).toEqual(refused);
  expect(reportLate(report({ at: minutes(2) }))).toMatchObject({ facts: [{}] });
});

test('the steps of an earlier team are not those of the one that has the call', () => {
  const earlier = reported({ assignmentId: 'an earlier one', moverId: 'other', idempotencyKey: 'other' });
  expect(on({}, [earlier]).when(report({ step: 'ARRIVED' }))).toEqual({ refusal: 'OUT_OF_ORDER' });
  expect(on({}, [earlier]).when(report({ idempotencyKey: 'other' }))).toMatchObject({ facts: [{}] });
});

test('the team of a call and operators report, nobody else', () => {
  expect(on().when(report({ byMoverId: null }))).toEqual(recorded(reported()));
  expect(on().when(report({ byMoverId: 'other' }))).toEqual({ refusal: 'NOT_FOUND' });
  expect(on({}, [reported()]).when(report({ byMoverId: 'other' }))).toEqual({ refusal: 'NOT_FOUND' });
});

test('a call without a team has no steps', () => {
  const byOperator = report({ byMoverId: null });
  const story = reading({ calls: [call] });
  expect(story(given, Cancelled(call)).when(byOperator)).toEqual({ refusal: 'ALREADY_CANCELLED' });
  expect(story(given, Cancelled(call)).when(report())).toEqual({ refusal: 'NOT_FOUND' });
  expect(story(NoMoverFree(call)).when(byOperator)).toEqual({ refusal: 'NOT_ASSIGNED' });
  expect(story().when(byOperator)).toEqual({ refusal: 'NOT_FOUND' });
});

test('each step is told to others with an event of its own', () => {
  const fact = { type: 'ProgressReported', callId: call.callId, ...reported() } as const;
  const data = { assignmentId, moverId: 'mover', at: at.toISOString() };
  expect(toldOf(fact)).toMatchObject([{ type: 'TeamDeparted', data }]);
  expect(toldOf({ ...fact, step: 'ARRIVED' })).toMatchObject([{ type: 'TeamArrived', data }]);
});
