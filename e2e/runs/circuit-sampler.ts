import { setTimeout as pause } from 'node:timers/promises';
import type { System } from '../support/system.ts';

type CircuitState = 'closed' | 'half_open' | 'open';
/** The share of samples in each state. */
export type CircuitShares = Readonly<Record<CircuitState, number>>;

interface CircuitSample {
  /** performance.now */
  readonly at: number;
  readonly state: CircuitState;
}

const SAMPLE_EVERY_MS = 100;

/** Samples the state of the circuit from call to manage, from call's metrics, until `end` is called. */
export function sampleCircuit({ stack }: Pick<System, 'stack'>) {
  const samples: CircuitSample[] = [];
  let opened = 0;
  let ending = false;

  async function sample(): Promise<void> {
    const metrics = await (await fetch(`${stack.services()['call']?.metricsUrl}/metrics`)).text();
    const [, state] = /^movecall_call_manage_circuit_state\{state="(\w+)"\} 1$/m.exec(metrics) ?? [];
    if (state !== 'closed' && state !== 'half_open' && state !== 'open')
      throw new Error("call's metrics do not have the state of its circuit");
    samples.push({ at: performance.now(), state });
    opened = Number(/^movecall_call_manage_circuit_opened_total (\d+)$/m.exec(metrics)?.[1] ?? 0);
  }
  const sampling = (async () => {
    while (!ending) {
      await sample();
      await pause(SAMPLE_EVERY_MS);
    }
  })();

  return {
    /** Between two moments (performance.now). */
    shares(from: number, to: number): CircuitShares {
      const seen = samples.filter(({ at }) => at >= from && at < to).map(({ state }) => state);
      const share = (state: CircuitState): number =>
        seen.filter((each) => each === state).length / Math.max(1, seen.length);
      return { closed: share('closed'), half_open: share('half_open'), open: share('open') };
    },
    /** How often the circuit has opened so far. */
    opened: () => opened,
    async end() {
      ending = true;
      await sampling;
    },
  };
}
