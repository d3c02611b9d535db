/**
 * Measures what a call costs each process, database and stream: CPU time, transactions, bytes. The capacity of a node follows.
 *
 *   npm run bench -- nodes [--calls 500] [--callers 16]
 */
import { measureCallCost } from '@movecall/e2e/runs/call-cost';
import { fixed } from './figures.ts';
import { readNumbers } from './number-options.ts';

const options = readNumbers({ calls: 500, callers: 16 });
const result = await measureCallCost({ ...options, report: (line) => console.log(line) });

console.log(
  [
    '',
    `calls                        ${result.calls}, from ${options.callers} callers at a time`,
    `accepted/s                   ${fixed(result.acceptedPerSecond, 1)}`,
    `settled/s, alerts included   ${fixed(result.settledPerSecond, 1)}`,
    '',
    `${'process'.padEnd(14)}${'ms of CPU a call'.padStart(18)}${'calls/s a core'.padStart(16)}${'RSS MB'.padStart(8)}`,
    ...result.processes.map(
      ({ name, cpuMsPerCall, rssMb }) =>
        `${name.padEnd(14)}${fixed(cpuMsPerCall, 2).padStart(18)}${fixed(cpuMsPerCall === null ? null : 1000 / cpuMsPerCall).padStart(16)}${fixed(rssMb).padStart(8)}`,
    ),
    '',
    `${'database'.padEnd(14)}${'transactions a call'.padStart(20)}${'bytes on disk a call'.padStart(22)}`,
    ...result.databases.map(
      ({ name, transactionsPerCall, bytesPerCall }) =>
        `${name.padEnd(14)}${fixed(transactionsPerCall, 1).padStart(20)}${fixed(bytesPerCall).padStart(22)}`,
    ),
    `WAL bytes a call             ${fixed(result.walBytesPerCall)}`,
    '',
    `${'stream'.padEnd(14)}${'entries a call'.padStart(16)}${'bytes of Redis a call'.padStart(23)}`,
    ...result.streams.map(
      ({ name, entriesPerCall, bytesPerCall }) =>
        `${name.padEnd(14)}${fixed(entriesPerCall, 1).padStart(16)}${fixed(bytesPerCall).padStart(23)}`,
    ),
  ].join('\n'),
);
