import type { WriteStream } from 'node:tty';
import type { Progress } from './campaign.ts';
import { percentile } from './statistics.ts';

/** One line a fault; on a terminal a counter runs in it. */
export function createConsoleProgress(output: NodeJS.WriteStream & Partial<WriteStream>): Progress {
  let label = '';
  const show = (text: string): void => {
    if (output.isTTY) output.write(`\r\u001B[K${text}`);
  };
  return {
    group: (name) => void output.write(`\n${name}\n`),
    started(fault, runs) {
      label = fault.name;
      show(`  … ${label} 0/${runs}`);
    },
    run: (done, of) => show(`  … ${label} ${done}/${of}`),
    finished({ fault, runs, recoveriesMs, violations, notes, tookMs }) {
      show('');
      const [p50, p99, max] = [0.5, 0.99, 1].map((share) => Math.round(percentile(recoveriesMs, share) ?? 0));
      output.write(
        `  ${violations.length === 0 ? '✓' : '✗'} ${fault.name}: ${runs} runs, recovered in ${p50} / ${p99} / ${max} ms (p50 / p99 / max), ${(tookMs / 1000).toFixed(1)} s\n`,
      );
      for (const note of notes) output.write(`      ${note}\n`);
      for (const violation of violations) output.write(`      VIOLATION ${violation}\n`);
    },
  };
}
