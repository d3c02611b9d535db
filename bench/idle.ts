/**
 * Measures what the whole system uses while nobody uses it: CPU time and wake-ups of each part.
 *
 *   npm run bench -- idle [--seconds 60] [--rest 60]
 */
import { measureIdle } from '@movecall/e2e/runs/idle';
import { fixed } from './figures.ts';
import { readNumbers } from './number-options.ts';

const { seconds, rest } = readNumbers({ seconds: 60, rest: 60 });
const parts = await measureIdle({ calls: 20, restSeconds: rest, seconds });
const sum = (of: (part: (typeof parts)[number]) => number): number =>
  parts.reduce((total, part) => total + of(part), 0);
const all = {
  name: 'together',
  percentOfCore: sum((part) => part.percentOfCore),
  wakesPerSecond: sum((part) => part.wakesPerSecond),
};
console.log(
  [
    `${''.padEnd(14)}${'% of a core'.padStart(12)}${'wakes/s'.padStart(10)}`,
    ...[...parts, all].map(
      ({ name, percentOfCore, wakesPerSecond }) =>
        `${name.padEnd(14)}${fixed(percentOfCore, 2).padStart(12)}${fixed(wakesPerSecond, 1).padStart(10)}`,
    ),
  ].join('\n'),
);
