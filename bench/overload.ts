/**
 * Measures what more and more callers without a pause are answered: goodput must stay, and whoever is refused must be refused soon.
 * Then what 200 callers are answered while manage is slow, and how soon calls are accepted again afterwards.
 *
 *   npm run bench -- overload [--quick] [--only levels|manage-slow]
 */
import { runBreaker } from '@movecall/e2e/runs/breaker';
import { type OverloadLevel, runOverload } from '@movecall/e2e/runs/overload';
import { parseArgs } from 'node:util';
import { fixed, rowOf } from './figures.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const report = (line: string): void => console.error(line);
if (values.only !== 'manage-slow') printLevels(await measureLevels());
if (values.only !== 'levels') await measureManageSlow();

function measureLevels(): Promise<readonly OverloadLevel[]> {
  return runOverload({ levels: [16, 60, 200, 500], seconds: values.quick ? 8 : 30, report });
}

function printLevels(levels: readonly OverloadLevel[]): void {
  const best = Math.max(...levels.map(({ acceptedPerSecond }) => acceptedPerSecond));
  const row = rowOf(levels, 36);
  const unavailable = ({ failed }: OverloadLevel): number =>
    failed.filter((reason) => reason === 'SERVICE_UNAVAILABLE').length;
  console.log(
    [
      row('callers', ({ callers }) => String(callers)),
      row('accepted a second', ({ acceptedPerSecond }) => fixed(acceptedPerSecond, 1)),
      row('  of the best', ({ acceptedPerSecond }) => fixed(acceptedPerSecond / best, 2)),
      row('accepted after: p50 ms', ({ acceptedMs }) => fixed(acceptedMs.p50)),
      row('  p99 ms', ({ acceptedMs }) => fixed(acceptedMs.p99)),
      row('TRY_AGAIN_LATER', ({ tryAgain }) => String(tryAgain)),
      row('  after: p50 ms', ({ tryAgainMs }) => fixed(tryAgainMs.p50)),
      row('  p99 ms', ({ tryAgainMs }) => fixed(tryAgainMs.p99)),
      row('SERVICE_UNAVAILABLE', (level) => String(unavailable(level))),
      row('other errors', (level) => String(level.failed.length - unavailable(level))),
      row('at rest after ms', ({ restMs }) => fixed(restMs)),
    ].join('\n'),
  );
}

async function measureManageSlow(): Promise<void> {
  const seconds = values.quick ? { healthy: 8, slow: 15, healed: 10 } : { healthy: 15, slow: 60, healed: 15 };
  printManageSlow(await runBreaker({ callers: 200, seconds, slowMs: 1_000, pauseSeconds: 10, report }));
}

function percent(share: number): string {
  return `${fixed(100 * share, 1)} %`;
}

function printManageSlow(result: Awaited<ReturnType<typeof runBreaker>>): void {
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
}
