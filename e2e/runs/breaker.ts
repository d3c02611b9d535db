import { type Session, signIn } from '@movecall/testkit/client';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createCustomerClient, dayAhead } from '../faults/customer-client.ts';
import { createAnswerLedger } from '../faults/answer-ledger.ts';
import { createRandom } from '../faults/random.ts';
import { runConcurrently } from '../faults/run-concurrently.ts';
import { findViolations } from '../faults/violations.ts';
import { registerMovers } from '../faults/register-movers.ts';
import { createFaultProxy, type FaultProxy } from '@movecall/testkit/fault-proxy';
import { startSystem } from '../support/system.ts';
import { type TimedAnswer, type PhaseSummary, summarize, timeToShare } from './answer-statistics.ts';
import { type CircuitSample, watchCircuit } from './circuit-sampler.ts';

export interface BreakerOptions {
  readonly callers: number;
  /** How long each phase lasts, s. */
  readonly seconds: Readonly<Record<'healthy' | 'slow' | 'healed', number>>;
  /** By how much each way to manage and back is slowed down, ms. */
  readonly slowMs: number;
  /** How long a caller whose call was accepted waits before making another, s. */
  readonly pauseSeconds: number;
  readonly report?: (line: string) => void;
}

export interface BreakerResult {
  readonly phases: readonly (PhaseSummary & {
    readonly circuit: Readonly<Record<CircuitSample['state'], number>>;
  })[];
  /** How often the circuit opened in all. */
  readonly opened: number;
  /** From healing, ms; null: not while it was looked at. */
  readonly toFirstAcceptanceMs: number | null;
  /** To the first second of which 95 % of those who asked were accepted. */
  readonly toUsualMs: number | null;
  /** To the moment from which on 95 % were, until the end. */
  readonly toUsualForGoodMs: number | null;
  readonly violations: readonly string[];
}

/** Nothing but the circuit, its bulkhead and manage itself is to refuse anybody. */
const ENV = {
  LOG_LEVEL: 'error',
  RATE_PER_IDENTITY: 'off',
  RATE_PER_ADDRESS: 'off',
  CALLS_PER_MINUTE: '1000000',
  LOGIN_CODES_PER_MINUTE: '1000',
};
const SIGN_IN_AT_ONCE = 8;
const USUAL = 0.95;
const SECOND_MS = 1_000;

/** Callers who ask all the time, while manage gets slow and well again; what they are told, and whether it was true. */
export async function runBreaker(options: BreakerOptions): Promise<BreakerResult> {
  const { seconds, report = () => undefined } = options;
  let line: FaultProxy | undefined;
  const system = await startSystem({
    env: ENV,
    async reroute(name, around) {
      if (name !== 'call') return around;
      line = await createFaultProxy(around.origins['manage'] ?? '');
      return { ...around, origins: { ...around.origins, manage: line.url } };
    },
  });
  try {
    await registerMovers(system, 60);
    report(`${options.callers} callers sign in`);
    const sessions: Session[] = [];
    await runConcurrently(options.callers, SIGN_IN_AT_ONCE, async (nth) => {
      sessions.push(await signIn(system.addresses, `0108${String(1_000_000 + nth)}`));
    });
    const promises = createAnswerLedger(system.sql);
    const answers: TimedAnswer[] = [];
    const circuit = watchCircuit(system);
    const leaving = new AbortController();
    // Everybody waits on it.
    setMaxListeners(0, leaving.signal);
    const callers = sessions.map(async (customer, nth) => {
      const random = createRandom(nth, 'breaker');
      const { request } = createCustomerClient({ ...system, customer }, promises);
      const rest = (ms: number): Promise<unknown> =>
        pause(ms, undefined, { signal: leaving.signal }).catch(() => undefined);
      await rest(random.int(0, options.pauseSeconds * 1000));
      while (!leaving.signal.aborted) {
        const askedAt = performance.now();
        const told = await request({
          idempotencyKey: crypto.randomUUID(),
          address: random.pick(['mapo', 'guro']),
          movingOn: dayAhead(random.int(1, 360)),
        });
        answers.push({ askedAt, ms: performance.now() - askedAt, outcome: told });
        // Who is told to try again in so many seconds does just that.
        await rest(
          told.outcome === 'TRY_AGAIN'
            ? told.afterSeconds * 1000
            : random.int(500, 1500) * options.pauseSeconds,
        );
      }
    });

    const phases: { name: string; from: number; to: number }[] = [];
    for (const [name, length] of Object.entries(seconds)) {
      report(`manage is ${name} for ${length} s`);
      if (name === 'slow') line?.set({ kind: 'slow', ms: options.slowMs });
      else line?.set({ kind: 'open' });
      const from = performance.now();
      await pause(length * 1000);
      phases.push({ name, from, to: performance.now() });
    }
    leaving.abort();
    await Promise.all(callers);
    await circuit.end();
    report('everything comes to rest');
    const healedAt = phases.at(-1)?.from ?? 0;
    return {
      phases: phases.map(({ name, from, to }) => ({
        ...summarize(name, answers, from, to),
        circuit: circuit.shares(from, to),
      })),
      opened: circuit.opened(),
      toFirstAcceptanceMs: timeToShare(answers, healedAt, 0, SECOND_MS),
      toUsualMs: timeToShare(answers, healedAt, USUAL, SECOND_MS),
      toUsualForGoodMs: timeToShare(answers, healedAt, USUAL, Infinity),
      violations: await findViolations(system, promises, 120_000),
    };
  } finally {
    await system.close();
    await line?.close();
  }
}
