import { ENOUGH_FOR_P99, percentile } from '@movecall/testkit/statistics';
import type { MoveRequest, RequestOutcome } from '../customer-client.ts';
import type { Trial } from '../fault.ts';
import type { Testbed } from '../testbed.ts';

/** call waits 600 ms for manage. The rest is for the router, for call's own transactions and for the network. */
const ANSWERED_WITHIN_MS = 1_000;
/** What a busy machine may add. */
const NOISE_MS = 500;

/** Sends requests during a fault, and measures how long the answers take. */
export function createTimedRequests(testbed: Testbed, trial: Trial) {
  const answeredMs: number[] = [];
  const answers = { ACCEPTED: 0, TRY_AGAIN: 0, NO_ANSWER: 0 };
  return {
    /** Sends one request. An answer that is an error counts as a violation. */
    async send(request: MoveRequest): Promise<RequestOutcome> {
      const since = performance.now();
      const answer = await testbed.request(request);
      answeredMs.push(performance.now() - since);
      answers[answer.outcome] += 1;
      if (answer.outcome === 'NO_ANSWER')
        trial.violated(`a request was answered with an error: ${answer.reason}`);
      return answer;
    },
    /** Notes the answers and their times. Late answers count as a violation. */
    report(): void {
      const [p50 = 0, p99 = 0, max = 0] = [0.5, 0.99, 1].map((share) =>
        Math.round(percentile(answeredMs, share) ?? 0),
      );
      trial.note(
        `during the fault: ${answers.ACCEPTED} accepted, ${answers.TRY_AGAIN} answered "try again", in ${p50} / ${p99} / ${max} ms (p50 / p99 / max)`,
      );
      if (answeredMs.length >= ENOUGH_FOR_P99 && p99 > ANSWERED_WITHIN_MS + NOISE_MS)
        trial.violated(
          `the 99th percentile of the answers is ${p99} ms; the limit is ${ANSWERED_WITHIN_MS} ms and ${NOISE_MS} ms of noise`,
        );
    },
  };
}
