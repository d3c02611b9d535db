import { setTimeout as pause } from 'node:timers/promises';
import type { System } from '../support/system.ts';

export interface CircuitSample {
  /** performance.now */
  readonly at: number;
  readonly state: 'closed' | 'half_open' | 'open';
}

const LOOK_EVERY_MS = 100;

/** Looks at call's metrics again and again: in which state its circuit to manage is. */
export function watchCircuit({ stack }: Pick<System, 'stack'>) {
  const looks: CircuitSample[] = [];
  let opened = 0;
  let ending = false;

  async function look(): Promise<void> {
    const metrics = await (await fetch(`${stack.services()['call']?.url}/metrics`)).text();
    const [, state] = /^movecall_call_manage_circuit_state\{state="(\w+)"\} 1$/m.exec(metrics) ?? [];
    if (state !== 'closed' && state !== 'half_open' && state !== 'open')
      throw new Error('call does not tell the state of its circuit');
    looks.push({ at: performance.now(), state });
    opened = Number(/^movecall_call_manage_circuit_opened_total (\d+)$/m.exec(metrics)?.[1] ?? 0);
  }
  const looking = (async () => {
    while (!ending) {
      await look();
      await pause(LOOK_EVERY_MS);
    }
  })();

  return {
    /** The share of looks between two moments that saw each state. */
    shares(from: number, to: number): Readonly<Record<CircuitSample['state'], number>> {
      const seen = looks.filter(({ at }) => at >= from && at < to).map(({ state }) => state);
      const share = (state: CircuitSample['state']): number =>
        seen.filter((each) => each === state).length / Math.max(1, seen.length);
      return { closed: share('closed'), half_open: share('half_open'), open: share('open') };
    },
    opened: () => opened,
    async end() {
      ending = true;
      await looking;
    },
  };
}
