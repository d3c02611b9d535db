import { expect, test } from 'vitest';
import type { RequestOutcome } from '../../faults/customer-client.ts';
import { type TimedAnswer, summarize, timeToShare } from '../answer-statistics.ts';

const ACCEPTED: RequestOutcome = { outcome: 'ACCEPTED', callId: 'call' };
const TRY_AGAIN: RequestOutcome = { outcome: 'TRY_AGAIN', afterSeconds: 2 };
const at = (askedAt: number, outcome: RequestOutcome, ms = 10): TimedAnswer => ({ askedAt, ms, outcome });

test('the time to the first acceptance ends with its answer', () => {
  const answers = [at(50, ACCEPTED), at(100, TRY_AGAIN), at(300, ACCEPTED, 40), at(310, ACCEPTED)];
  expect(timeToShare(answers, 100, 0, 1_000)).toBe(240);
  expect(timeToShare(answers, 400, 0, 1_000)).toBeNull();
});

test('the time to a share ends with the first acceptance within the second that reaches the share', () => {
  const relapse = [at(0, ACCEPTED), at(500, TRY_AGAIN), at(900, TRY_AGAIN)];
  const well = Array.from({ length: 20 }, (_, nth) =>
    at(2_000 + nth * 10, nth === 19 ? TRY_AGAIN : ACCEPTED),
  );
  expect(timeToShare([...well, ...relapse], 0, 0.95, 1_000)).toBe(2_010);
  expect(timeToShare(relapse, 0, 0.95, 1_000)).toBeNull();
});

test('without a window the share must hold for all later requests, not only for one second', () => {
  const answers = [
    at(0, ACCEPTED),
    at(1_500, TRY_AGAIN),
    at(1_600, TRY_AGAIN),
    ...Array.from({ length: 20 }, (_, nth) => at(3_000 + nth * 100, nth === 9 ? TRY_AGAIN : ACCEPTED)),
  ];
  expect(timeToShare(answers, 0, 0.95, 1_000)).toBe(10);
  expect(timeToShare(answers, 0, 0.95, Infinity)).toBe(3_010);
  expect(timeToShare(answers.slice(0, 2), 0, 0.95, Infinity)).toBeNull();
});

test('a phase counts the requests that were sent in it by their answers', () => {
  const answers = [
    at(0, ACCEPTED),
    at(10, TRY_AGAIN, 5),
    at(20, { outcome: 'NO_ANSWER', reason: 'oops' }),
    at(100, ACCEPTED),
  ];
  expect(summarize('slow', answers, 5, 100)).toEqual({
    name: 'slow',
    asked: 2,
    accepted: 0,
    tryAgain: 1,
    failed: ['oops'],
    acceptedMs: { p50: null, p99: null },
    tryAgainMs: { p50: 5, p99: 5 },
  });
});
