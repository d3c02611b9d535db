import { fixed } from '../figures.ts';
import { type ByGateway, GATEWAYS, type Measured, POD_MB } from './gateways.ts';
import type { Tally } from './load-tasks.ts';
import type { Memory } from './memory.ts';
import { type Felt, type Situation, SITUATIONS } from './neighbour.ts';

export interface Results {
  readonly memory: ByGateway<Memory>;
  readonly neighbour: Readonly<Record<Situation, ByGateway<Felt>>>;
}

const TITLES: Readonly<Record<Situation, string>> = {
  alone: 'alone',
  unknown: '10 unknown documents/s',
  deep: 'deep documents',
  wide: 'wide documents',
  abstract: 'many abstract types',
  '830 bytes': '830 bytes, long to plan',
  '700 selections': '700 selections',
  'shared path': '100 bytes, shared path',
};

type Row = readonly [title: string, cell: (name: Measured) => string];

/** The figures of both gateways side by side. */
export function table({ memory, neighbour }: Results): string {
  const rows: Row[] = [
    [`documents answered in 4 combinations`, (name) => String(memory[name].documents)],
    ['MB resident: start', (name) => fixed(memory[name].startMb)],
    ['MB resident: highest', (name) => fixed(memory[name].highestMb)],
    ['MB resident: end', (name) => fixed(memory[name].endMb)],
    ['the process lived', (name) => fateOf(memory[name])],
    ['seconds', (name) => fixed(memory[name].seconds)],
    ...SITUATIONS.flatMap((situation) => rowsOf(TITLES[situation], neighbour[situation])),
  ];
  const head = line('', (name) => name);
  return [head, ...rows.map(([title, cell]) => line(title, cell))].join('\n');
}

function rowsOf(title: string, felt: ByGateway<Felt>): Row[] {
  const quiet = felt.ours.other === null;
  const rows: Row[] = [
    [`${title}: p50 / p99 ms`, (name) => timesOf(felt[name])],
    ['  sign of life, worst ms', (name) => fixed(felt[name].health.worstMs)],
  ];
  if (quiet) return rows;
  return [
    ...rows,
    ['  unknown answered, p50 / worst ms', (name) => otherTimesOf(felt[name])],
    ['  answers', (name) => tallyOf(felt[name].other?.tally ?? {})],
  ];
}

const line = (title: string, cell: (name: Measured) => string): string =>
  title.padEnd(38) + GATEWAYS.map((name) => cell(name).padStart(36)).join('');

function timesOf({ known, lived }: Felt): string {
  const times = `${fixed(known.p50Ms, 1)} / ${fixed(known.p99Ms, known.p99Ms < 100 ? 1 : 0)}`;
  const failed = known.failed === 0 ? '' : `, ${known.failed} failed`;
  return `${times}${failed}${lived ? '' : ', died'}`;
}

const otherTimesOf = ({ other }: Felt): string =>
  other === null ? '-' : `${fixed(other.p50Ms)} / ${fixed(other.worstMs)}`;

const tallyOf = (tally: Tally): string =>
  Object.entries(tally)
    .map(([kind, count]) => `${count} × ${kind}`)
    .join(', ');

function fateOf({ lived, overPod }: Memory): string {
  if (!lived) return 'no';
  return overPod ? `above the pod's ${POD_MB} MB` : 'yes';
}

/** The same figures as JSON, for comparing runs. */
export function summary({ memory, neighbour }: Results): object {
  return Object.fromEntries(
    GATEWAYS.map((name) => {
      const { documents, startMb, highestMb, endMb, lived, overPod } = memory[name];
      const felt = SITUATIONS.map((situation) => [situation, feltOf(neighbour[situation][name])] as const);
      return [
        name,
        {
          documents,
          startMb: rounded(startMb),
          highestMb: rounded(highestMb),
          endMb: rounded(endMb),
          lived: lived && !overPod,
          neighbour: Object.fromEntries(felt),
        },
      ];
    }),
  );
}

function feltOf({ known, health, other, lived }: Felt): object {
  return {
    p50Ms: rounded(known.p50Ms),
    p99Ms: rounded(known.p99Ms),
    worstMs: rounded(known.worstMs),
    failed: known.failed,
    healthWorstMs: rounded(health.worstMs),
    healthFailed: health.failed,
    lived,
    ...(other !== null && {
      unknownP50Ms: rounded(other.p50Ms),
      unknownWorstMs: rounded(other.worstMs),
      answers: other.tally,
    }),
  };
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
