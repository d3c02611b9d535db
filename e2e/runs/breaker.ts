import { createFaultProxy, type FaultProxy } from '@movecall/testkit/fault-proxy';
import { setTimeout as pause } from 'node:timers/promises';
import { createAnswerLedger } from '../faults/answer-ledger.ts';
import { registerMovers } from '../faults/register-movers.ts';
import { findViolations } from '../faults/violations.ts';
import { startSystem } from '../support/system.ts';
import { type PhaseSummary, summarize, timeToShare } from './answer-statistics.ts';
import { signInCallers, startCallers } from './breaker-callers.ts';
import { type CircuitShares, sampleCircuit } from './circuit-sampler.ts';

export interface BreakerOptions {
  readonly callers: number;
  /** The length of each phase, s. */
  readonly seconds: Readonly<Record<'healthy' | 'slow' | 'healed', number>>;
  /** The delay of each message to manage and from it, ms. */
  readonly slowMs: number;
  /** How long a caller waits after an accepted call before making another, s. */
  readonly pauseSeconds: number;
  readonly report?: (line: string) => void;
}

export interface BreakerResult {
  readonly phases: readonly (PhaseSummary & { readonly circuit: CircuitShares })[];
  /** How often the circuit opened in all. */
  readonly opened: number;
  /** From the beginning of the last phase, ms; null when it did not happen. */
  readonly toFirstAcceptanceMs: number | null;
  /** To the first second in which 95 % of the requests were accepted. */
  readonly toUsualMs: number | null;
  /** To the moment after which 95 % of all later requests were accepted. */
  readonly toUsualForGoodMs: number | null;
  readonly violations: readonly string[];
}

/** Only the circuit, its bulkhead and manage itself may refuse a request. */
const ENV = {
  LOG_LEVEL: 'error',
  RATE_PER_IDENTITY: 'off',
  RATE_PER_ADDRESS: 'off',
  CALLS_PER_MINUTE: '1000000',
  OPEN_CALLS_PER_CUSTOMER: '1000000',
  OPEN_CALLS_PER_DAY: '1000000',
  LOGIN_CODES_PER_ADDRESS: '1000/minute',
  LOGIN_CODES_PER_PHONE: '1000/minute',
  LOGIN_CODES_IN_ALL: '1000/minute',
};
const USUAL = 0.95;
const SECOND_MS = 1_000;

/**
 * Slows manage down and heals it while callers keep making calls. Measures the answers they receive, and afterwards compares
 * the answers with the databases.
 */
export async function runBreaker(options: BreakerOptions): Promise<BreakerResult> {
  const { report = () => undefined } = options;
  let line: FaultProxy | undefined;
  const system = await startSystem({
    env: ENV,
    async reroute(name, context) {
      if (name !== 'call') return context;
      line = await createFaultProxy(context.origins['manage'] ?? '');
      return { ...context, origins: { ...context.origins, manage: line.url } };
    },
  });
  try {
    await registerMovers(system, 60);
    report(`${options.callers} callers sign in`);
    const sessions = await signInCallers(system.addresses, options.callers);
    const ledger = createAnswerLedger(system.sql);
    const circuit = sampleCircuit(system);
    const callers = startCallers(system, ledger, sessions, options.pauseSeconds);
    const phases = await runPhases(options, line);
    const answers = await callers.end();
    await circuit.end();
    report('waiting until the system is quiet');
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
      violations: await findViolations(system, ledger, 120_000),
    };
  } finally {
    await system.close();
    await line?.close();
  }
}

interface Phase {
  readonly name: string;
  /** performance.now */
  readonly from: number;
  readonly to: number;
}

async function runPhases(
  { seconds, slowMs, report }: BreakerOptions,
  line: FaultProxy | undefined,
): Promise<Phase[]> {
  const phases: Phase[] = [];
  for (const [name, length] of Object.entries(seconds)) {
    report?.(`manage is ${name} for ${length} s`);
    line?.set(name === 'slow' ? { kind: 'slow', ms: slowMs } : { kind: 'open' });
    const from = performance.now();
    await pause(length * 1000);
    phases.push({ name, from, to: performance.now() });
  }
  return phases;
}
