/**
 * What callers notice when manage gets slow: who is refused, how soon, and when it is over.
 *
 *   npm run bench -- breaker [--callers 200] [--healthy 15] [--slow 60] [--healed 15] [--slow-ms 1000] [--pause 4]
 */
import { parseArgs } from 'node:util';
import { runBreaker } from '../e2e/runs/breaker.ts';

const { values } = parseArgs({
  options: {
    callers: { type: 'string', default: '200' },
    healthy: { type: 'string', default: '15' },
    slow: { type: 'string', default: '60' },
    healed: { type: 'string', default: '15' },
    'slow-ms': { type: 'string', default: '1000' },
    pause: { type: 'string', default: '4' },
  },
});
const result = await runBreaker({
  callers: Number(values.callers),
  seconds: {
    healthy: Number(values.healthy),
    slow: Number(values.slow),
    healed: Number(values.healed),
  },
  slowMs: Number(values['slow-ms']),
  pauseSeconds: Number(values.pause),
  report: (line) => console.log(line),
});

const ms = (value: number | null): string => (value === null ? '-' : value.toFixed(0));
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const { phases } = result;
const row = (title: string, cell: (phase: (typeof phases)[number]) => string): string =>
  title.padEnd(36) + phases.map((phase) => cell(phase).padStart(12)).join('');
console.log(
  [
    '',
    row('manage is', ({ name }) => name),
    row('asked', ({ asked }) => String(asked)),
    row('  accepted', ({ accepted }) => String(accepted)),
    row('  TRY_AGAIN_LATER', ({ tryAgain, asked }) => percent(tryAgain / Math.max(1, asked))),
    row('  errors', ({ failed }) => String(failed.length)),
    row('accepted after: p50 ms', ({ acceptedMs }) => ms(acceptedMs.p50)),
    row('  p99 ms', ({ acceptedMs }) => ms(acceptedMs.p99)),
    row('told to try again after: p50 ms', ({ tryAgainMs }) => ms(tryAgainMs.p50)),
    row('  p99 ms', ({ tryAgainMs }) => ms(tryAgainMs.p99)),
    row('circuit closed', ({ circuit }) => percent(circuit.closed)),
    row('  half open', ({ circuit }) => percent(circuit.half_open)),
    row('  open', ({ circuit }) => percent(circuit.open)),
    '',
    `the circuit opened                   ${result.opened} times`,
    `from healing to the first acceptance ${ms(result.toFirstAcceptanceMs)} ms`,
    `  to 95 % accepted                   ${ms(result.toUsualMs)} ms`,
    `lost, half-made or otherwise wrong   ${result.violations.length}`,
  ].join('\n'),
);
const failed = phases.flatMap((phase) => phase.failed);
for (const line of [...result.violations, ...failed].slice(0, 20)) console.error(line);
if (result.violations.length > 0 || failed.length > 0 || result.toUsualMs === null) process.exitCode = 1;
