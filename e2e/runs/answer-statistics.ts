import type { RequestOutcome } from '../faults/customer-client.ts';
import { percentile } from '@movecall/testkit/statistics';

export interface TimedAnswer {
  /** performance.now */
  readonly askedAt: number;
  /** How long it took. */
  readonly ms: number;
  readonly outcome: RequestOutcome;
}

export interface PhaseSummary {
  readonly name: string;
  readonly asked: number;
  readonly accepted: number;
  readonly tryAgain: number;
  /** Neither: with the reasons. */
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

/** What those were told who asked between two moments. */
export function summarize(
  name: string,
  answers: readonly TimedAnswer[],
  from: number,
  to: number,
): PhaseSummary {
  const asked = answers.filter(({ askedAt }) => askedAt >= from && askedAt < to);
  const of = (told: RequestOutcome['outcome']): TimedAnswer[] =>
    asked.filter((answer) => answer.outcome.outcome === told);
  return {
    name,
    asked: asked.length,
    accepted: of('ACCEPTED').length,
    tryAgain: of('TRY_AGAIN').length,
    failed: asked.flatMap(({ outcome: told }) => (told.outcome === 'NO_ANSWER' ? [told.reason] : [])),
    acceptedMs: latency(of('ACCEPTED')),
    tryAgainMs: latency(of('TRY_AGAIN')),
  };
}

/**
 * How long after a moment it took until such a share of those was accepted who asked within so many ms (Infinity: of all who asked from
 * then on): to the answer of the first one of them, who was. A share of 0 asks for the first acceptance.
 */
export function timeToShare(
  answers: readonly TimedAnswer[],
  since: number,
  share: number,
  withinMs: number,
): number | null {
  const after = answers.filter(({ askedAt }) => askedAt >= since).toSorted((a, b) => a.askedAt - b.askedAt);
  for (const [nth, first] of after.entries()) {
    if (first.outcome.outcome !== 'ACCEPTED') continue;
    const span = after.slice(nth).filter(({ askedAt }) => askedAt < first.askedAt + withinMs);
    const accepted = span.filter(({ outcome: told }) => told.outcome === 'ACCEPTED').length;
    if (accepted / span.length >= share) return first.askedAt + first.ms - since;
  }
  return null;
}
