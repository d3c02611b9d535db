import { expect, test } from 'vitest';
import { type Candidate, dispatch } from '../src/dispatch.ts';
import { aRequest, DAY, TODAY } from './fixtures.ts';
import { parseTel } from '@movecall/values/tel';

const tel = parseTel('010-2345-6789')!;
const candidate = (id: string, distanceMeters: number, lastAssignedAt: string | null = null): Candidate => ({
  mover: { id, name: id, tel, plate: '34가4567' },
  distanceMeters,
  lastAssignedAt: lastAssignedAt === null ? null : new Date(lastAssignedAt),
});
const chosen = (...candidates: Candidate[]): string | null => {
  const dispatched = dispatch(aRequest({ movingOn: DAY }), candidates, TODAY);
  return dispatched.type === 'AssignmentCompleted' ? dispatched.candidate.mover.id : null;
};

test('the nearest candidate is chosen, whatever the order of the candidates', () => {
  expect(chosen(candidate('a', 300), candidate('b', 100), candidate('c', 200))).toBe('b');
});

test('one metre nearer counts more than months without work', () => {
  expect(chosen(candidate('a', 101), candidate('b', 100, '2026-11-21T00:00:00Z'))).toBe('b');
});

test('of equally near candidates, the one without work for longest is chosen', () => {
  expect(
    chosen(candidate('a', 100, '2026-11-20T00:00:00Z'), candidate('b', 100, '2026-11-19T00:00:00Z')),
  ).toBe('b');
});

test('of equally near candidates, one that never had work is chosen before one that had work long ago', () => {
  expect(chosen(candidate('a', 100, '2001-01-01T00:00:00Z'), candidate('b', 100))).toBe('b');
});

test('of candidates that differ in nothing but their id, the same one is always chosen', () => {
  expect(chosen(candidate('b', 100), candidate('a', 100))).toBe('a');
  expect(chosen(candidate('a', 100), candidate('b', 100))).toBe('a');
});

test('without a candidate the request waits, and the reason is that no mover is free', () => {
  expect(dispatch(aRequest(), [], TODAY)).toEqual({ type: 'AssignmentFailed', reason: 'NO_MOVER_FREE' });
});

test('a mover can be assigned for today, and not for a day that is over', () => {
  const free = [candidate('a', 100)];
  expect(dispatch(aRequest({ movingOn: TODAY }), free, TODAY).type).toBe('AssignmentCompleted');
  expect(dispatch(aRequest({ movingOn: '2026-11-21' }), free, TODAY).type).toBe('AssignmentFailed');
});
