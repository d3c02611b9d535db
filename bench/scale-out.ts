/**
 * Measures how 1, 2 and 4 processes of assign consume a backlog that built up while assign was stopped.
 *
 *   npm run bench -- scale-out [--replicas 1,2,4] [--requests 20000] [--movers 2000] [--days 30]
 */
import { runScaleOut, type ScaleOutResult } from '@movecall/e2e/runs/scale-out';
import { fixed, rowOf } from './figures.ts';
import { readNumbers } from './number-options.ts';

const options = readNumbers({ replicas: [1, 2, 4], requests: 20_000, movers: 2_000, days: 30 });
const results: (ScaleOutResult & { readonly replicas: number })[] = [];
for (const replicas of options.replicas) {
  const result = await runScaleOut({ ...options, replicas, report: (line) => console.log(line) });
  results.push({ replicas, ...result });
}

const row = rowOf(results, 44);
console.log(
  [
    '',
    row('processes of assign', ({ replicas }) => String(replicas)),
    row('manage accepted orders/s', ({ backlog }) => fixed(backlog.events / (backlog.acceptedInMs / 1000))),
    row('events in the backlog', ({ backlog }) => String(backlog.events)),
    row('seconds to consume them', ({ drainedInMs }) => fixed(drainedInMs / 1000, 1)),
    row('events/s', ({ drainedInMs, backlog }) => fixed(backlog.events / (drainedInMs / 1000))),
    row('ms of CPU an event: assign', ({ cpuPerEvent }) => fixed(cpuPerEvent.assign, 2)),
    row('  Postgres', ({ cpuPerEvent }) => fixed(cpuPerEvent.postgres, 2)),
    row('  Redis', ({ cpuPerEvent }) => fixed(cpuPerEvent.redis, 2)),
    row('  manage, which consumes the results', ({ cpuPerEvent }) => fixed(cpuPerEvent.manage, 2)),
    row('transactions an event (assign)', ({ transactionsPerEvent }) => fixed(transactionsPerEvent, 1)),
    row('bytes of WAL an event', ({ walBytesPerEvent }) => fixed(walBytesPerEvent)),
    row('places from arrival order: p50', ({ servingOrder }) => fixed(servingOrder.displacement.p50)),
    row('  p99', ({ servingOrder }) => fixed(servingOrder.displacement.p99)),
    row('  max', ({ servingOrder }) => fixed(servingOrder.displacement.max)),
    row('overtaken by a later one for the same day', ({ servingOrder }) => String(servingOrder.overtaken)),
    row('errors', ({ dispatchErrors }) => String(dispatchErrors.length)),
  ].join('\n'),
);
for (const { replicas, waits } of results) {
  console.log(`\nwhat assign's busy connections were doing, ${replicas} processes:`);
  for (const [doing, share] of Object.entries(waits).slice(0, 6))
    console.log(`  ${fixed(100 * share, 1).padStart(5)} %  ${doing}`);
}
const errors = results.flatMap((result) => result.dispatchErrors);
for (const error of errors.slice(0, 20)) console.error(error);
if (errors.length > 0) process.exitCode = 1;
