import { CombinedError } from '@urql/core';
import { expect, test } from 'vitest';
import { mayReschedule, noRefusal, refusalOf } from '../src/screens/call/reschedule/rescheduling.ts';

test.each([
  ['REQUESTED', '2026-12-07', true],
  ['ASSIGNING', '2026-12-08', true],
  ['ASSIGNING', '2026-12-09', false],
  ['CONFIRMED', '2026-12-07', true],
  ['CONFIRMED', '2026-12-08', false],
  ['IN_PROGRESS', '2026-12-07', false],
  ['COMPLETED', '2026-12-07', false],
  ['CANCELLED', '2026-12-07', false],
] as const)('a call %s for 8 December is offered another day on %s: %s', (status, today, isOffered) => {
  expect(mayReschedule({ status, movingOn: '2026-12-08' }, today)).toBe(isOffered);
});

const refused = (code: string, field: string | null) => ({
  code,
  message: code,
  field: field === null ? null : [field],
  retryAfterSeconds: null,
});

test('a price that has changed is to be agreed to, and is no error', () => {
  const answer = { quote: { total: 1_412_000 }, userErrors: [refused('PRICE_CHANGED', 'agreedTotal')] };
  expect(refusalOf(answer, undefined, null)).toEqual({ ...noRefusal, total: 1_412_000 });
  expect(refusalOf(answer, undefined, 1_300_000)).toEqual({ ...noRefusal, total: 1_412_000 });
});

test('an agreed price stays while the same time can be asked for again, and goes with the time', () => {
  const [full, later] = [refused('SLOT_FULL', 'movingOn'), refused('TRY_AGAIN_LATER', null)];
  const error = new CombinedError({ networkError: new Error('offline') });
  expect(refusalOf({ quote: null, userErrors: [full] }, undefined, 1_412_000)).toEqual({
    ...noRefusal,
    errors: [full],
  });
  expect(refusalOf({ quote: null, userErrors: [later] }, undefined, 1_412_000)).toEqual({
    total: 1_412_000,
    errors: [later],
    error: undefined,
  });
  expect(refusalOf(undefined, error, 1_412_000)).toEqual({ total: 1_412_000, errors: [], error });
});
