/**
 * Measures how many calls a second the whole system confirms, through the router's HTTP until the last alert is delivered, and
 * what a call costs. Beside it, in turns on the same Postgres: the rows of a confirmed call in raw SQL, with one transaction for
 * each effect and with effects in batches, and the same steps as a workflow of DBOS Transact.
 *
 *   npm run bench -- saga [--quick]
 */
import { type Burst, startSagaSystem } from '@movecall/e2e/runs/saga-system';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fixed, median } from './figures.ts';
import { DBOS, installRivals } from './router/rivals.ts';
import { type ChildRun, runChild } from './saga/child.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const sizes = values.quick
  ? { rounds: 2, calls: 300, floorCalls: 1_000, dbosCalls: 200, warmUp: 200, steadySeconds: 15 }
  : { rounds: 3, calls: 800, floorCalls: 3_000, dbosCalls: 600, warmUp: 600, steadySeconds: 40 };
const CALLERS = 16;
const MOVERS = 5_000;
const FLOOR = fileURLToPath(new URL('saga/floor.ts', import.meta.url));
const report = (line: string): void => console.error(line);

installRivals();
report('starting the system');
const system = await startSagaSystem(MOVERS);
const { postgresUrl, postgresPid } = system;
const bursts: Burst[] = [];
const children = { each: [] as ChildRun[], batched: [] as ChildRun[], dbos: [] as ChildRun[] };
try {
  await system.burst(sizes.warmUp, CALLERS);
  for (let round = 1; round <= sizes.rounds; round += 1) {
    report(`round ${round} of ${sizes.rounds}`);
    for (const mode of ['each', 'batched'] as const) {
      const args = [mode, String(sizes.floorCalls), String(CALLERS)];
      const run = await runChild({ file: FLOOR, args, calls: sizes.floorCalls }, postgresUrl, postgresPid);
      children[mode].push(run);
    }
    const args = [String(sizes.dbosCalls), String(CALLERS)];
    children.dbos.push(
      await runChild({ file: DBOS, args, calls: sizes.dbosCalls }, postgresUrl, postgresPid),
    );
    bursts.push(await system.burst(sizes.calls, CALLERS));
  }
  const confirmedPerSecond = median(bursts.map((burst) => burst.confirmedPerSecond));
  report(`half of ${fixed(confirmedPerSecond, 1)} calls/s, for ${sizes.steadySeconds} s`);
  const steady = await system.steady(confirmedPerSecond / 2, sizes.steadySeconds);
  print(confirmedPerSecond, steady);
} finally {
  await system.close();
}

function print(confirmedPerSecond: number, steady: Awaited<ReturnType<typeof system.steady>>): void {
  const rate = (runs: readonly ChildRun[]): number => median(runs.map((run) => run.callsPerSecond));
  const cpu = (runs: readonly ChildRun[]): number => median(runs.map((run) => run.cpuMsPerCall));
  const parts = Object.keys(bursts[0]?.cpuMsPerCall ?? {}) as (keyof Burst['cpuMsPerCall'])[];
  const cpuOf = (part: keyof Burst['cpuMsPerCall']): number =>
    median(bursts.map((burst) => burst.cpuMsPerCall[part]));
  const cpuMsPerCall = median(
    bursts.map((burst) => Object.values(burst.cpuMsPerCall).reduce((sum, ms) => sum + ms, 0)),
  );
  const line = (name: string, perSecond: number, cpuMs: number | null): string =>
    `${name.padEnd(44)}${fixed(perSecond, 1).padStart(10)}${fixed(cpuMs, 2).padStart(16)}`;
  console.log(
    [
      '',
      `${''.padEnd(44)}${'calls/s'.padStart(10)}${'ms of CPU/call'.padStart(16)}`,
      line('ours, confirmed', confirmedPerSecond, cpuMsPerCall),
      line('  accepted', median(bursts.map((burst) => burst.acceptedPerSecond)), null),
      line('  last alert delivered', median(bursts.map((burst) => burst.settledPerSecond)), null),
      line('raw SQL, one transaction for each effect', rate(children.each), cpu(children.each)),
      line('raw SQL, effects in batches', rate(children.batched), cpu(children.batched)),
      line('DBOS Transact', rate(children.dbos), cpu(children.dbos)),
      '',
      `ms of CPU a call: ${parts.map((part) => `${part} ${fixed(cpuOf(part), 2)}`).join(', ')}`,
      `at half load (${steady.calls} calls), ms: accept p50 ${fixed(steady.accept.p50)}, p99 ${fixed(steady.accept.p99)}; ` +
        `accepted to 호출확정 p50 ${fixed(steady.confirm.p50)}, p99 ${fixed(steady.confirm.p99)}`,
    ].join('\n'),
  );
  const round = (value: number): number => Number(value.toPrecision(3));
  console.log(
    JSON.stringify({
      confirmedPerSecond: round(confirmedPerSecond),
      vsEach: round(confirmedPerSecond / rate(children.each)),
      vsBatched: round(confirmedPerSecond / rate(children.batched)),
      vsDbos: round(confirmedPerSecond / rate(children.dbos)),
      cpuMsPerCall: round(cpuMsPerCall),
      cpuVsEach: round(cpuMsPerCall / cpu(children.each)),
      acceptP99Ms: round(steady.accept.p99),
      confirmP99Ms: round(steady.confirm.p99),
    }),
  );
}
