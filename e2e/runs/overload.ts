import { percentile } from '@movecall/testkit/statistics';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { startSystem } from '../support/system.ts';
import { type CallAnswer, createCallRequests } from './call-requests.ts';
import { UNLIMITED } from './measured-processes.ts';
import { insertMovers } from './saga-system.ts';

/** What callers without a pause were answered, while so many of them called. */
export interface OverloadLevel {
  readonly callers: number;
  readonly acceptedPerSecond: number;
  readonly tryAgain: number;
  /** The reasons of all answers that were neither. */
  readonly failed: readonly string[];
  readonly acceptedMs: Times;
  readonly tryAgainMs: Times;
  /** From the last answer until no event and no alert is under way, ms. */
  readonly restMs: number;
}

export interface Times {
  readonly p50: number | null;
  readonly p99: number | null;
}

export interface OverloadOptions {
  readonly levels: readonly number[];
  readonly seconds: number;
  readonly report: (line: string) => void;
}

/** Enough for each call of a run to be confirmed. */
const MOVERS = 5_000;

/**
 * Has more and more callers call at the same time. A caller makes its next call as soon as one is accepted; when it is told to try
 * again, it waits as long as the answer says.
 */
export async function runOverload({
  levels,
  seconds,
  report,
}: OverloadOptions): Promise<readonly OverloadLevel[]> {
  report('starting the system');
  const system = await startSystem({ env: UNLIMITED, durable: true });
  const results: OverloadLevel[] = [];
  try {
    await insertMovers(system, MOVERS);
    const warmUp = Math.min(5, seconds);
    for (const [nth, callers] of [levels[0] ?? 16, ...levels].entries()) {
      const length = nth === 0 ? warmUp : seconds;
      report(nth === 0 ? `warming up for ${length} s` : `${callers} callers for ${length} s`);
      const pool = new Pool(system.addresses.router, { connections: callers });
      const answers = await callFor(length, callers, createCallRequests(pool, system.operator.token));
      const ended = performance.now();
      await system.settle();
      const restMs = performance.now() - ended;
      await pool.close();
      if (nth > 0) results.push(levelOf(callers, length, answers, restMs));
    }
    return results;
  } finally {
    await system.close();
  }
}

interface Timed {
  readonly ms: number;
  readonly answer: CallAnswer;
}

async function callFor(
  seconds: number,
  callers: number,
  newRequest: ReturnType<typeof createCallRequests>,
): Promise<readonly Timed[]> {
  const answers: Timed[] = [];
  const end = new AbortController();
  setMaxListeners(callers, end.signal);
  const until = performance.now() + seconds * 1_000;
  const timer = setTimeout(() => end.abort(), seconds * 1_000);
  const call = async (): Promise<void> => {
    let send = newRequest();
    while (performance.now() < until) {
      const since = performance.now();
      const answer = await send();
      answers.push({ ms: performance.now() - since, answer });
      if (answer.kind === 'TRY_AGAIN')
        await pause(answer.afterSeconds * 1_000, undefined, { signal: end.signal }).catch(() => undefined);
      else send = newRequest();
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  clearTimeout(timer);
  return answers;
}

function levelOf(callers: number, seconds: number, answers: readonly Timed[], restMs: number): OverloadLevel {
  const of = (kind: CallAnswer['kind']): readonly Timed[] =>
    answers.filter(({ answer }) => answer.kind === kind);
  const times = (timed: readonly Timed[]): Times => {
    const all = timed.map(({ ms }) => ms);
    return { p50: percentile(all, 0.5), p99: percentile(all, 0.99) };
  };
  return {
    callers,
    acceptedPerSecond: of('ACCEPTED').length / seconds,
    tryAgain: of('TRY_AGAIN').length,
    failed: answers.flatMap(({ answer }) => (answer.kind === 'FAILED' ? [answer.reason] : [])),
    acceptedMs: times(of('ACCEPTED')),
    tryAgainMs: times(of('TRY_AGAIN')),
    restMs,
  };
}
