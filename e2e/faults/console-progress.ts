import type { WriteStream } from 'node:tty';
import type { Progress } from './campaign.ts';
import type { Fault } from './fault.ts';
import { percentile } from '@movecall/testkit/statistics';
import { seconds } from '@movecall/values/duration';

/**
 * Prints one line per finished fault. On a terminal the last line shows the running faults and how many are finished.
 *
 * @param runsOf how often each fault is injected
 */
export function createConsoleProgress(
  output: NodeJS.WriteStream & Partial<WriteStream>,
  faults: readonly Fault[],
  runsOf: (fault: Fault) => number,
): Progress {
  const running = new Map<Fault, number>();
  let finished = 0;
  const drawStatus = (): void => {
    if (!output.isTTY) return;
    const now = [...running].map(([fault, done]) => `${fault.name} ${done}/${runsOf(fault)}`).join(' · ');
    const width = (output.columns ?? 80) - 1;
    output.write(`\r\u001B[K${`${finished}/${faults.length} ${now}`.slice(0, width)}`);
  };
  const print = (text: string): void => {
    output.write(`${output.isTTY ? '\r\u001B[K' : ''}${text}\n`);
    drawStatus();
  };
  return {
    group: (name) => print(`… ${name}`),
    started(fault) {
      running.set(fault, 0);
      drawStatus();
    },
    run(fault, done) {
      running.set(fault, done);
      drawStatus();
    },
    finished({ fault, runs, recoveriesMs, violations, notes, tookMs }) {
      running.delete(fault);
      finished += 1;
      const [p50, p99, max] = [0.5, 0.99, 1].map((share) => Math.round(percentile(recoveriesMs, share) ?? 0));
      print(
        [
          `${violations.length === 0 ? '✓' : '✗'} ${finished}/${faults.length} ${fault.name}: ${runs} runs, recovered in ${p50} / ${p99} / ${max} ms (p50 / p99 / max), ${seconds(tookMs)}`,
          ...notes.map((note) => `    ${note}`),
          ...violations.map((violation) => `    VIOLATION ${violation}`),
        ].join('\n'),
      );
    },
  };
}
