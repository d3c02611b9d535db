import type { WriteStream } from 'node:tty';
import type { Progress } from './campaign.ts';
import type { Fault } from './fault.ts';
import { percentile } from '@movecall/testkit/statistics';

/**
 * A line a fault that is over. On a terminal the last line counts what is under way, and how much of the whole is done.
 *
 * @param runsOf how often each fault is to be injected
 */
export function createConsoleProgress(
  output: NodeJS.WriteStream & Partial<WriteStream>,
  faults: readonly Fault[],
  runsOf: (fault: Fault) => number,
): Progress {
  const underWay = new Map<Fault, number>();
  let finished = 0;
  const count = (): void => {
    if (!output.isTTY) return;
    const now = [...underWay].map(([fault, done]) => `${fault.name} ${done}/${runsOf(fault)}`).join(' · ');
    const width = (output.columns ?? 80) - 1;
    output.write(`\r\u001B[K${`${finished}/${faults.length} ${now}`.slice(0, width)}`);
  };
  const print = (text: string): void => {
    output.write(`${output.isTTY ? '\r\u001B[K' : ''}${text}\n`);
    count();
  };
  return {
    group: (name) => print(`… ${name}`),
    started(fault) {
      underWay.set(fault, 0);
      count();
    },
    run(fault, done) {
      underWay.set(fault, done);
      count();
    },
    finished({ fault, runs, recoveriesMs, violations, notes, tookMs }) {
      underWay.delete(fault);
      finished += 1;
      const [p50, p99, max] = [0.5, 0.99, 1].map((share) => Math.round(percentile(recoveriesMs, share) ?? 0));
      print(
        [
          `${violations.length === 0 ? '✓' : '✗'} ${finished}/${faults.length} ${fault.name}: ${runs} runs, recovered in ${p50} / ${p99} / ${max} ms (p50 / p99 / max), ${(tookMs / 1000).toFixed(1)} s`,
          ...notes.map((note) => `    ${note}`),
          ...violations.map((violation) => `    VIOLATION ${violation}`),
        ].join('\n'),
      );
    },
  };
}
