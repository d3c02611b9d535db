import { type Addresses, type Session, signIn } from '@movecall/testkit/client';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { AnswerLedger } from '../faults/answer-ledger.ts';
import { createCustomerClient } from '../faults/customer-client.ts';
import { createRandom } from '../faults/random.ts';
import { runConcurrently } from '../faults/run-concurrently.ts';
import type { System } from '../support/system.ts';
import type { TimedAnswer } from './answer-statistics.ts';

const SIGN_IN_CONCURRENCY = 8;

/** Signs in callers with a phone of their own each. */
export async function signInCallers(addresses: Addresses, count: number): Promise<Session[]> {
  const sessions: Session[] = [];
  await runConcurrently(count, SIGN_IN_CONCURRENCY, async (nth) => {
    sessions.push(await signIn(addresses, `0108${String(1_000_000 + nth)}`));
  });
  return sessions;
}

/**
 * Callers who keep making calls until `end` is called. After an acceptance each waits about `pauseSeconds`. After
 * "try again" each waits exactly as long as the answer says.
 */
export function startCallers(
  system: System,
  ledger: AnswerLedger,
  sessions: readonly Session[],
  pauseSeconds: number,
) {
  const answers: TimedAnswer[] = [];
  const leaving = new AbortController();
  // Every caller's pause listens to this signal.
  setMaxListeners(0, leaving.signal);
  const wait = (ms: number): Promise<unknown> =>
    pause(ms, undefined, { signal: leaving.signal }).catch(() => undefined);

  const callers = sessions.map(async (customer, nth) => {
    const random = createRandom(nth, 'breaker');
    const { newRequest, request } = createCustomerClient({ ...system, customer }, ledger);
    await wait(random.int(0, pauseSeconds * 1000));
    while (!leaving.signal.aborted) {
      const askedAt = performance.now();
      const outcome = await request(newRequest(random));
      answers.push({ askedAt, ms: performance.now() - askedAt, outcome });
      await wait(
        outcome.outcome === 'TRY_AGAIN' ? outcome.afterSeconds * 1000 : random.int(500, 1500) * pauseSeconds,
      );
    }
  });
  return {
    /** Resolves with all answers once the last request is answered. */
    async end(): Promise<readonly TimedAnswer[]> {
      leaving.abort();
      await Promise.all(callers);
      return answers;
    },
  };
}
