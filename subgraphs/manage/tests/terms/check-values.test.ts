import { describe, expect, test } from 'vitest';
import { type Cancellation, endingOf, owedAfter, settle } from '../../src/terms/cancellation.ts';
import { isToldInTime, mayEndForAbsence, owedForDelay, owedForExtra } from '../../src/terms/moving-day.ts';
import { standardTerms, termsOf, unitOf } from '../../src/terms/standard-terms.ts';

/** The values by which the terms can be checked, each reckoned by hand. */

const MOVING_ON = '2026-12-07';

const cancel = (fare: number, paid: number, cancellation: Partial<Cancellation>) =>
  settle(
    owedAfter(
      standardTerms,
      endingOf({
        side: 'CUSTOMER',
        teamConfirmed: true,
        cancelledOn: '2026-12-04',
        movingOn: MOVING_ON,
        ...cancellation,
      }),
      fare,
    ),
    paid,
  );

describe('the mover cancels', () => {
  const byMover = (fare: number, paid: number, cancelledOn: string) => {
    const { refund, compensation, penalty, due } = cancel(fare, paid, { side: 'MOVER', cancelledOn });
    expect([penalty, due]).toEqual([0, 0]);
    return refund + compensation;
  };

  test('fare 70,000, paid 23,000, the day before: 51,000', () => {
    expect(byMover(70_000, 23_000, '2026-12-06')).toBe(51_000);
  });

  test('fare 600,000, paid 60,000, 4 days before: 180,000', () => {
    expect(byMover(600_000, 60_000, '2026-12-03')).toBe(180_000);
  });

  test.each([
    ['four days before', '2026-12-03', 2],
    ['two days before', '2026-12-05', 2],
    ['the day before', '2026-12-06', 4],
    ['on the same day', '2026-12-07', 6],
    ['without a word', '2026-12-08', 10],
  ])('%s: what was paid and %s: times D', (_when, cancelledOn, times) => {
    expect(byMover(1_000_000, 100_000, cancelledOn)).toBe(100_000 + times * 100_000);
  });
});

describe('the customer cancels; fare 1,770,000, paid 177,000', () => {
  test('3 days before: nothing comes back, nothing is owed', () => {
    expect(cancel(1_770_000, 177_000, {})).toEqual({ penalty: 177_000, compensation: 0, refund: 0, due: 0 });
  });

  test('the day before counts as earlier', () => {
    expect(cancel(1_770_000, 177_000, { cancelledOn: '2026-12-06' }).due).toBe(0);
  });

  test('on the same day: 177,000 more are owed', () => {
    expect(cancel(1_770_000, 177_000, { cancelledOn: MOVING_ON })).toMatchObject({
      penalty: 354_000,
      refund: 0,
      due: 177_000,
    });
  });

  test.each(['CUSTOMER', 'MOVER'] as const)(
    'while no team is confirmed nothing is owed, and what was paid comes back: %s',
    (side) => {
      expect(cancel(1_770_000, 177_000, { side, teamConfirmed: false, cancelledOn: MOVING_ON })).toEqual({
        penalty: 0,
        compensation: 0,
        refund: 177_000,
        due: 0,
      });
    },
  );

  test('who paid more than is owed gets the rest back', () => {
    expect(cancel(1_770_000, 1_770_000, {})).toMatchObject({ penalty: 177_000, refund: 1_593_000, due: 0 });
  });

  test('who paid nothing owes all of it', () => {
    expect(cancel(1_770_000, 0, {})).toMatchObject({ refund: 0, due: 177_000 });
  });
});

test('a team that is not there two hours after the slot began: the customer may end the move, and gets 6 D', () => {
  const began = new Date('2026-12-07T08:00:00+09:00');
  expect(mayEndForAbsence(standardTerms, began, new Date('2026-12-07T09:59:59.999+09:00'))).toBe(false);
  expect(mayEndForAbsence(standardTerms, began, new Date('2026-12-07T10:00:00+09:00'))).toBe(true);
  expect(settle(owedAfter(standardTerms, 'MOVER_ABSENT', 1_200_000), 120_000)).toEqual({
    penalty: 0,
    compensation: 720_000,
    refund: 120_000,
    due: 0,
  });
});

test.each([
  ['59 minutes', 0, 59, 0],
  ['3 h 40', 3, 40, 180_000],
  ['20 h', 20, 0, 1_200_000],
  ['25 h', 25, 0, 1_200_000],
])('a delivery that is late by %s, D 120,000', (_late, hours, minutes, owed) => {
  expect(owedForDelay(standardTerms, 1_200_000, (hours * 60 + minutes) * 60_000)).toBe(owed);
});

test('a delivery that is early costs nothing', () => {
  expect(owedForDelay(standardTerms, 1_200_000, -7_200_000)).toBe(0);
});

test('an extra charge of 300,000 that was declined is not owed', () => {
  expect(owedForExtra(300_000, false)).toBe(0);
  expect(owedForExtra(300_000, true)).toBe(300_000);
});

test.each([
  ['2026-12-07', true],
  ['2027-01-06', true],
  ['2027-01-07', false],
])('damage of a delivery of 2026-12-07, told on %s: in time %s', (toldOn, inTime) => {
  expect(isToldInTime(standardTerms, { deliveredOn: '2026-12-07', toldOn })).toBe(inTime);
});

test('D is a tenth of the fare, rounded down to whole won', () => {
  expect(unitOf(standardTerms, 1_234_569)).toBe(123_456);
  expect(owedForDelay(standardTerms, 1_234_570, 60 * 60_000)).toBe(61_728);
});

test('terms are found by their version, and an unknown version is a fault', () => {
  expect(termsOf('10035')).toBe(standardTerms);
  expect(() => termsOf('9')).toThrow('the standard terms 9 are unknown');
});
