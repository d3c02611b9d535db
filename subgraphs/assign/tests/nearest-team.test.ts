import { expect, test } from 'vitest';
import type { Candidate } from '../src/dispatch/dispatch.ts';
import { candidate, reading, request } from './assignment-stories.ts';
import { aRequest, DAY } from './fixtures.ts';

/** The mover that a request gets; null when it waits. */
function chosen(...near: Candidate[]): string | null {
  const asked = aRequest({ movingOn: DAY });
  const decision = reading({ calls: [asked], near })().when(request(asked));
  const [fact] = 'facts' in decision ? decision.facts : [];
  return fact?.type === 'Assigned' ? fact.mover.id : null;
}

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
