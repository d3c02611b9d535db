import { cancelMove } from '@movecall/testkit/move-calls';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './random.ts';
import type { Testbed } from './testbed.ts';

/** Longer than the router waits for a service, and shorter than the client waits for the router. */
const HUNG_MS = 14_500;

export interface BackgroundLoadOptions {
  /** How many customers act at the same time. */
  readonly customers: number;
  /** The longest pause of a customer between two requests, ms. */
  readonly pauseMs: number;
  /** Called for every accepted request with the times of the request and of its answer (performance.now). */
  readonly onAccepted?: (requestedAt: number, answeredAt: number) => void;
}

export interface BackgroundLoad {
  /** Stops the customers. Resolves, once every request is answered, with a summary: one line per note or violation. */
  end(): Promise<LoadSummary>;
}

export interface LoadSummary {
  readonly notes: readonly string[];
  readonly violations: readonly string[];
}

/** Customers who request calls through the router, and cancel a third of them, until `end` is called. */
export function startBackgroundLoad(
  testbed: Testbed,
  random: Random,
  { customers, pauseMs, onAccepted }: BackgroundLoadOptions,
): BackgroundLoad {
  const counts = createCounts();
  let ended = false;

  async function requestAndMaybeCancel(): Promise<void> {
    const requestedAt = performance.now();
    const answer = await counts.time(() => testbed.request(testbed.newRequest(random)));
    counts.answers[answer.outcome] += 1;
    if (answer.outcome === 'NO_ANSWER') counts.countError(answer.reason);
    if (answer.outcome !== 'ACCEPTED') return;
    onAccepted?.(requestedAt, performance.now());
    if (random.int(1, 3) !== 1) return;
    // The cancel arrives anywhere from before the assignment to after it.
    await pause(random.int(0, 100));
    await counts
      .time(() => cancelMove(testbed.customer, answer.callId))
      .then(
        (refusals) => void (refusals.length === 0 && counts.cancelled.push(answer.callId)),
        () => void (counts.cancelsWithoutAnswer += 1),
      );
  }

  const customer = async (): Promise<void> => {
    while (!ended) {
      await requestAndMaybeCancel();
      await pause(random.int(0, pauseMs));
    }
  };
  const all = Promise.all(Array.from({ length: customers }, customer));
  // `end` reports a rejection to its caller; before that it must not count as unhandled.
  all.catch(() => undefined);

  return {
    async end() {
      ended = true;
      await all;
      const notCancelled = await testbed.system.sql.call<{ id: string }[]>`
        select id from calls where id = any(${counts.cancelled}::uuid[]) and status <> 'CANCELLED'`;
      return summarize(
        counts,
        notCancelled.map(({ id }) => id),
      );
    },
  };
}

type Counts = ReturnType<typeof createCounts>;

function createCounts() {
  const errors = new Map<string, number>();
  const counts = {
    answers: { ACCEPTED: 0, TRY_AGAIN: 0, NO_ANSWER: 0 },
    /** How often each error was the answer. */
    errors,
    cancelled: [] as string[],
    cancelsWithoutAnswer: 0,
    slowestMs: 0,
    hung: 0,
    countError(reason: string): void {
      errors.set(reason, (errors.get(reason) ?? 0) + 1);
    },
    async time<T>(act: () => Promise<T>): Promise<T> {
      const since = performance.now();
      try {
        return await act();
      } finally {
        const ms = performance.now() - since;
        counts.slowestMs = Math.max(counts.slowestMs, ms);
        if (ms > HUNG_MS) counts.hung += 1;
      }
    },
  };
  return counts;
}

function summarize(
  { answers, errors, cancelled, cancelsWithoutAnswer, slowestMs, hung }: Counts,
  notCancelled: readonly string[],
): LoadSummary {
  const requests = answers.ACCEPTED + answers.TRY_AGAIN + answers.NO_ANSWER;
  const causes = [...errors].map(([reason, times]) => `${times} ${reason}`).join('; ');
  return {
    notes: [
      `${requests} requests: ${answers.ACCEPTED} accepted, ${answers.TRY_AGAIN} answered "try again", ` +
        `${answers.NO_ANSWER} without an answer${causes && ` (${causes})`}`,
      `${cancelled.length} calls cancelled, ${cancelsWithoutAnswer} cancels without an answer`,
      `${hung} hung; the slowest answer took ${Math.round(slowestMs)} ms`,
    ],
    violations: [
      ...(hung === 0 ? [] : [`${hung} answers took longer than ${HUNG_MS} ms`]),
      ...notCancelled.map((id) => `the cancel of call ${id} was confirmed, and the call is not cancelled`),
    ],
  };
}
