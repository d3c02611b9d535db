/**
 * What a call costs each part of the system: processor time, transactions, bytes. What one node carries follows from it.
 *
 *   npm run bench -- nodes [--calls 500] [--callers 16]
 */
import { parseArgs } from 'node:util';
import { measureNodes } from '../e2e/runs/nodes.ts';

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '500' }, callers: { type: 'string', default: '16' } },
});
const result = await measureNodes({
  calls: Number(values.calls),
  callers: Number(values.callers),
  report: (line) => console.log(line),
});

const fixed = (value: number | null, digits = 1): string => (value === null ? '-' : value.toFixed(digits));
console.log(
  [
    '',
    `calls                        ${result.calls}, from ${values.callers} callers at a time`,
    `accepted/s                   ${fixed(result.acceptedPerSecond)}`,
    `whole saga, told included/s  ${fixed(result.settledPerSecond)}`,
    '',
    `${'process'.padEnd(14)}${'ms of CPU a call'.padStart(18)}${'calls/s a core'.padStart(16)}${'RSS MB'.padStart(8)}`,
    ...result.processes.map(
      ({ name, cpuMsPerCall, rssMb }) =>
        `${name.padEnd(14)}${fixed(cpuMsPerCall, 2).padStart(18)}${fixed(cpuMsPerCall === null ? null : 1000 / cpuMsPerCall, 0).padStart(16)}${fixed(rssMb, 0).padStart(8)}`,
    ),
    '',
    `${'database'.padEnd(14)}${'transactions a call'.padStart(20)}${'bytes on disk a call'.padStart(22)}`,
    ...result.databases.map(
      ({ name, transactionsPerCall, bytesPerCall }) =>
        `${name.padEnd(14)}${fixed(transactionsPerCall).padStart(20)}${fixed(bytesPerCall, 0).padStart(22)}`,
    ),
    `WAL bytes a call             ${fixed(result.walBytesPerCall, 0)}`,
    '',
    `${'stream'.padEnd(14)}${'entries a call'.padStart(16)}${'bytes of Redis a call'.padStart(23)}`,
    ...result.streams.map(
      ({ name, entriesPerCall, bytesPerCall }) =>
        `${name.padEnd(14)}${fixed(entriesPerCall).padStart(16)}${fixed(bytesPerCall, 0).padStart(23)}`,
    ),
  ].join('\n'),
);
