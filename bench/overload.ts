/**
 * Measures the answers to callers while manage is slow, and how soon calls are accepted again afterwards.
 *
 *   npm run bench -- breaker [--callers 200] [--healthy 15] [--slow 60] [--healed 15] [--slow-ms 1000] [--pause 10]
 */
import { runBreaker } from '@movecall/e2e/runs/breaker';
import { fixed, rowOf } from './figures.ts';
import { readNumbers } from './number-options.ts';

const {
  callers,
  pause,
  'slow-ms': slowMs,
  ...seconds
} = readNumbers({
  callers: 200,
  healthy: 15,
  slow: 60,
  healed: 15,
  'slow-ms': 1_000,
  pause: 10,
});
const result = await runBreaker({
  callers,
  seconds,
  slowMs,
  pauseSeconds: pause,
  report: (line) => console.log(line),
});

const percent = (share: number): string => `${fixed(100 * share, 1)} %`;
const { phases } = result;
const row = rowOf(phases, 36);
console.log(
  [
    '',
    row('manage is', ({ name }) => name),
    row('asked', ({ asked }) => String(asked)),
    row('  accepted', ({ accepted }) => String(accepted)),
    row('  TRY_AGAIN_LATER', ({ tryAgain, asked }) => percent(tryAgain / Math.max(1, asked))),
    row('  errors', ({ failed }) => String(failed.length)),
    row('accepted after: p50 ms', ({ acceptedMs }) => fixed(acceptedMs.p50)),
    row('  p99 ms', ({ acceptedMs }) => fixed(acceptedMs.p99)),
    row('"try again" after: p50 ms', ({ tryAgainMs }) => fixed(tryAgainMs.p50)),
    row('  p99 ms', ({ tryAgainMs }) => fixed(tryAgainMs.p99)),
    row('circuit closed', ({ circuit }) => percent(circuit.closed)),
    row('  half open', ({ circuit }) => percent(circuit.half_open)),
    row('  open', ({ circuit }) => percent(circuit.open)),
    '',
    `the circuit opened                   ${result.opened} times`,
    `from healing to the first acceptance ${fixed(result.toFirstAcceptanceMs)} ms`,
    `  to 95 % accepted in a second       ${fixed(result.toUsualMs)} ms`,
    `  to 95 % accepted from then on      ${fixed(result.toUsualForGoodMs)} ms`,
    `violations                           ${result.violations.length}`,
  ].join('\n'),
);
const failed = phases.flatMap((phase) => phase.failed);
for (const line of [...result.violations, ...failed].slice(0, 20)) console.error(line);
if (result.violations.length > 0 || failed.length > 0 || result.toUsualMs === null) process.exitCode = 1;
