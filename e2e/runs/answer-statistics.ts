import { percentile } from '@movecall/testkit/statistics';
import type { RequestOutcome } from '../faults/customer-client.ts';

export interface TimedAnswer {
  /** performance.now */
  readonly askedAt: number;
  /** From the request to its answer. */
  readonly ms: number;
  readonly outcome: RequestOutcome;
}

export interface PhaseSummary {
  readonly name: string;
  readonly asked: number;
  readonly accepted: number;
  readonly tryAgain: number;
  /** The reasons of all requests that were neither accepted nor answered "try again". */
  readonly failed: readonly string[];
  readonly acceptedMs: Latency;
  readonly tryAgainMs: Latency;
}

export interface Latency {
  readonly p50: number | null;
  readonly p99: number | null;
}

const latency = (answers: readonly TimedAnswer[]): Latency => {
  const all = answers.map(({ ms }) => ms);
  return { p50: percentile(all, 0.5), p99: percentile(all, 0.99) };
};

/** The answers to the requests that were sent from `from` on and before `to`. */
export function summarize(
  name: string,
  answers: readonly TimedAnswer[],
  from: number,
  to: number,
): PhaseSummary {
  const asked = answers.filter(({ askedAt }) => askedAt >= from && askedAt < to);
  const of = (kind: RequestOutcome['outcome']): TimedAnswer[] =>
    asked.filter(({ outcome }) => outcome.outcome === kind);
  return {
    name,
    asked: asked.length,
    accepted: of('ACCEPTED').length,
    tryAgain: of('TRY_AGAIN').length,
    failed: asked.flatMap(({ outcome }) => (outcome.outcome === 'NO_ANSWER' ? [outcome.reason] : [])),
    acceptedMs: latency(of('ACCEPTED')),
    tryAgainMs: latency(of('TRY_AGAIN')),
  };
}

/**
 * How long it took until requests were accepted again: the time from `since` to the answer of the first accepted request after
 * which, for `withinMs`, at least `share` of the requests were accepted.
 *
 * @param share 0 asks for the first acceptance
 * @param withinMs Infinity counts all later requests
 * @returns ms; null when there is no such request
 */
export function timeToShare(
  answers: readonly TimedAnswer[],
  since: number,
  share: number,
  withinMs: number,
): number | null {
  const later = answers.filter(({ askedAt }) => askedAt >= since).toSorted((a, b) => a.askedAt - b.askedAt);
  for (const [nth, first] of later.entries()) {
    if (first.outcome.outcome !== 'ACCEPTED') continue;
    const span = later.slice(nth).filter(({ askedAt }) => askedAt < first.askedAt + withinMs);
    const accepted = span.filter(({ outcome }) => outcome.outcome === 'ACCEPTED').length;
    if (accepted / span.length >= share) return first.askedAt + first.ms - since;
  }
  return null;
}
