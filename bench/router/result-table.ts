import { fixed } from '../figures.ts';
import type { Sample } from './measure.ts';
import type { UnknownSample } from './unknown-rounds.ts';
import { type Gateway, RIVALS } from './variants.ts';

/** The samples of one subject, with many connections, with one, and with unknown documents. */
export interface Measured {
  readonly many: Sample[];
  readonly one: Sample[];
  readonly unknown: UnknownSample[];
}

/** By subject's name. */
export type Results = ReadonlyMap<string, Measured>;

export const wholePathOf = (side: 'stock' | 'ours'): string => `${side}, whole path`;

const COLUMNS: readonly [string, number, (measured: Measured) => string][] = [
  ['µs CPU', 8, ({ many }) => middle(many, 'gatewayMicros').toFixed(0)],
  ['+ subgraphs', 13, ({ many }) => middle(many, 'subgraphMicros').toFixed(0).replace(/^0$/, '-')],
  ['req/s', 8, ({ many }) => middle(many, 'perSecond').toFixed(0)],
  ['p50 ms', 8, ({ many }) => middle(many, 'p50Ms').toFixed(1)],
  ['p99 ms', 8, ({ many }) => middle(many, 'p99Ms').toFixed(1)],
  ['core', 7, ({ many }) => `${(100 * middle(many, 'busy')).toFixed(0)} %`],
  ['RSS MB', 8, ({ many }) => middle(many, 'rssMb').toFixed(0)],
  ['wrong', 7, (measured) => String(wrongAnswers(measured))],
  ['at 1: req/s', 13, ({ one }) => (one.length === 0 ? '-' : middle(one, 'perSecond').toFixed(0))],
  ['p50 ms', 8, ({ one }) => (one.length === 0 ? '-' : middle(one, 'p50Ms').toFixed(2))],
  ['unknown: first ms', 19, ({ unknown }) => fixed(unknown[0]?.firstMs ?? null, 1)],
  ['beside: p99 ms', 16, ({ unknown }) => fixed(unknown[0]?.besideP99Ms ?? null, 1)],
];

/** The medians of all rounds, one line per subject. */
export function table(results: Results, connections: number): string {
  const head = COLUMNS.map(([title, width]) => title.padStart(width)).join('');
  const lines = [...results].map(
    ([name, measured]) =>
      name.padEnd(20) + COLUMNS.map(([, width, cell]) => cell(measured).padStart(width)).join(''),
  );
  return [`at ${connections} connections`.padEnd(20) + head, ...lines].join('\n');
}

/** CPU per request of the others, as multiples of ours. The load generator's core is full before ours is, and limits requests per second. */
export function cpuLine(results: Results): string {
  const { cpuVsStock, cpuVsHive, cpuVsMercurius, cpuVsPassThrough } = ratios(results);
  const parts = Object.entries({
    stock: cpuVsStock,
    hive: cpuVsHive,
    mercurius: cpuVsMercurius,
    'pass-through': cpuVsPassThrough,
  });
  const said = parts.map(([name, ratio]) => `${name} ${ratio === null ? '-' : `${fixed(ratio, 2)} ×`}`);
  return `CPU per request, as multiples of ours: ${said.join(', ')}`;
}

/**
 * Ratios of medians; null for what was not measured. Most are requests per second, ours to theirs. `wholePathVsStock` and the
 * ratios named `cpu` are CPU per request, theirs to ours: other work on the machine affects them less. The figures about unknown
 * documents are milliseconds by gateway.
 */
export function ratios(results: Results) {
  const ours = results.get('ours');
  const perSecond = (name: string, connections: 'many' | 'one'): number | null => {
    const theirs = results.get(name);
    if (ours === undefined || theirs === undefined || theirs[connections].length === 0) return null;
    return rounded(middle(ours[connections], 'perSecond') / middle(theirs[connections], 'perSecond'));
  };
  const gatewayCpu = (name: string): number | null => {
    const theirs = results.get(name);
    if (ours === undefined || theirs === undefined) return null;
    return rounded(middle(theirs.many, 'gatewayMicros') / middle(ours.many, 'gatewayMicros'));
  };
  const [whole, stockWhole] = [results.get(wholePathOf('ours')), results.get(wholePathOf('stock'))];
  const cpu = ({ many }: Measured): number => middle(many, 'gatewayMicros') + middle(many, 'subgraphMicros');
  const both = whole !== undefined && stockWhole !== undefined;
  const byGateway = (key: 'firstMs' | 'besideP99Ms'): Readonly<Record<string, number | null>> =>
    Object.fromEntries(
      (['ours', ...RIVALS] satisfies Gateway[]).map((name) => {
        const value = results.get(name)?.unknown[0]?.[key];
        return [name, value === undefined ? null : rounded(value)];
      }),
    );
  return {
    cpuVsStock: gatewayCpu('stock'),
    cpuVsHive: gatewayCpu('hive'),
    cpuVsMercurius: gatewayCpu('mercurius'),
    cpuVsPassThrough: gatewayCpu('pass-through'),
    vsStock: perSecond('stock', 'many'),
    vsHive: perSecond('hive', 'many'),
    vsMercurius: perSecond('mercurius', 'many'),
    vsPassThrough: perSecond('pass-through', 'many'),
    wholePathVsStock: both ? rounded(cpu(stockWhole) / cpu(whole)) : null,
    wholePathRequestsVsStock: both
      ? rounded(middle(whole.many, 'perSecond') / middle(stockWhole.many, 'perSecond'))
      : null,
    oneConnectionVsStock: perSecond('stock', 'one'),
    oneConnectionVsMercurius: perSecond('mercurius', 'one'),
    oneConnectionVsPassThrough: perSecond('pass-through', 'one'),
    oneConnectionP50Ms: ours === undefined ? null : rounded(middle(ours.one, 'p50Ms')),
    firstAnswerMs: byGateway('firstMs'),
    p99BesideUnknownMs: byGateway('besideP99Ms'),
  };
}

export const wrongAnswers = ({ many, one, unknown }: Measured): number =>
  [...many, ...one, ...unknown].reduce((sum, { wrong }) => sum + wrong, 0);

const rounded = (value: number): number => Math.round(value * 100) / 100;

function middle(samples: readonly Sample[], key: keyof Sample): number {
  const sorted = samples.map((sample) => sample[key]).toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
