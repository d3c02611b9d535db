import { cpus } from 'node:os';
import type { Result } from './campaign.ts';
import { percentile, ruleOfThree } from '@movecall/testkit/statistics';

export interface ReportContext {
  readonly seed: number;
  /** `full`, or how much of it. */
  readonly size: string;
  /** How many groups ran at a time. */
  readonly lanes: number;
  readonly startedAt: Date;
  readonly tookMs: number;
  /** Of what was tested. */
  readonly commit: string;
}

/** `docs/reliability.md`: what a whole campaign saw, as Markdown. */
export function writeReliabilityPage(results: readonly Result[], context: ReportContext): string {
  const runs = sum(results.map((result) => result.runs));
  const violated = results.filter(({ violations }) => violations.length > 0);
  const groups = [...new Set(results.map(({ fault }) => fault.group))];
  return [
    HEAD,
    `## The last campaign (${context.size})`,
    '',
    `Seed ${context.seed}, ${context.lanes} at a time, at commit ${context.commit}, on ${day(context.startedAt)}: **${runs.toLocaleString('en')} runs of ` +
      `${results.length} faults, ${violated.length === 0 ? 'no violation' : `violations in ${violated.length} faults`}**, in ` +
      `${Math.round(context.tookMs / 60_000)} minutes on ${cpus().length} cores (Node ${process.versions.node}).`,
    '',
    ...groups.flatMap((group) =>
      section(
        group,
        results.filter(({ fault }) => fault.group === group),
      ),
    ),
    ...(violated.length === 0 ? [] : violationsOf(violated)),
  ].join('\n');
}

const HEAD = `# Reliability: what was broken, how often, and what came of it

This page is written by \`npm run faults\`; do not edit it.

The campaign starts the whole system as \`npm start\` does, every service a process of its own on a real Postgres and a real
Redis, with a fault proxy on each line between them. It breaks one thing at a time, and after each fault waits until nothing is
under way any more. Then every invariant must hold (\`npm run check:invariants\` is the same checker), and every promise that a
customer was given: what was accepted exists in call and in manage, what was told to try again lives nowhere.

A _run_ is one fault that was injected. _Recovered_ is the time from the fault until the call that it befell is where it has to
be, its customer told; it is measured on two busy cores, so read it as a magnitude. _At most_ is the 95 % bound on how often a violation can happen when none did: 3 / runs.
Inputs and moments come from the seed; what the machine's own timing adds does not.
`;

function section(group: string, results: readonly Result[]): string[] {
  return [
    `### ${group}`,
    '',
    '| Fault | Must | Runs | Violations | p50 | p99 | max | At most |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...results.map(row),
    ...pooled(results),
    '',
    ...notesOf(results),
  ];
}

function row({ fault, runs, recoveriesMs, violations }: Result): string {
  const late = isLate(fault.p99Ms, recoveriesMs);
  const must = fault.p99Ms === null ? fault.expect : `${fault.expect}; p99 < ${seconds(fault.p99Ms)}`;
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => seconds(percentile(recoveriesMs, share)));
  return cells([
    fault.name,
    must,
    runs.toLocaleString('en'),
    String(violations.length),
    p50,
    late ? `**${p99} (late)**` : p99,
    max,
    bound(runs, violations.length),
  ]);
}

/** Of a group of many small faults, the sum says more. */
function pooled(results: readonly Result[]): string[] {
  if (results.length < 2) return [];
  const all = results.flatMap(({ recoveriesMs }) => recoveriesMs);
  const runs = sum(results.map((result) => result.runs));
  const violations = sum(results.map((result) => result.violations.length));
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => seconds(percentile(all, share)));
  return [
    cells([
      '**all**',
      '',
      runs.toLocaleString('en'),
      String(violations),
      p50,
      p99,
      max,
      bound(runs, violations),
    ]),
  ];
}

function notesOf(results: readonly Result[]): string[] {
  const notes = results.flatMap(({ fault, notes: said }) => said.map((note) => `- ${fault.name}: ${note}`));
  return notes.length === 0 ? [] : [...notes, ''];
}

const violationsOf = (results: readonly Result[]): string[] => [
  '## Open violations',
  '',
  ...results.flatMap(({ fault, violations }) => violations.map((what) => `- ${fault.name}: ${what}`)),
  '',
];

/** Whether more than one in a hundred took longer than it may. */
export const isLate = (limitMs: number | null, recoveriesMs: readonly number[]): boolean =>
  limitMs !== null && (percentile(recoveriesMs, 0.99) ?? 0) > limitMs;

const cells = (texts: readonly (string | undefined)[]): string =>
  `| ${texts.map((text) => (text ?? '').replaceAll('|', '\\|')).join(' | ')} |`;

const bound = (runs: number, violations: number): string =>
  violations > 0 || runs === 0 ? '' : `${Number((100 * ruleOfThree(runs)).toPrecision(2))} %`;

const seconds = (ms: number | null): string =>
  ms === null ? '' : ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

const day = (date: Date): string => date.toISOString().slice(0, 10);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
