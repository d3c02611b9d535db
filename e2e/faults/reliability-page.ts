import { percentile, ruleOfThree } from '@movecall/testkit/statistics';
import { seconds } from '@movecall/values/duration';
import type { Result } from './campaign.ts';
import { type FaultClass, isLate, summarize, summarizeByClass } from './fault-classes.ts';

/** How and where a campaign ran. */
export interface CampaignContext {
  readonly seed: number;
  /** `full`, `quick` or a share of full. */
  readonly size: string;
  /** How many groups ran at the same time. */
  readonly lanes: number;
  readonly startedAt: Date;
  readonly tookMs: number;
  /** The commit that was tested. */
  readonly commit: string;
  /** Processors, memory, operating system and Node version. */
  readonly machine: string;
}

/** The content of docs/reliability.md. */
export interface ReliabilitySummary {
  readonly context: CampaignContext;
  readonly classes: readonly FaultClass[];
  readonly total: FaultClass;
  /** One per violated fault. */
  readonly violations: readonly FaultNote[];
  /** Faults whose 99th percentile of recovery is over their limit. */
  readonly late: readonly FaultNote[];
  /** What became of the faults that the campaign before had found violated, one line each. */
  readonly earlier: readonly string[];
}

interface FaultNote {
  readonly fault: string;
  readonly text: string;
}

export const summarizeCampaign = (
  results: readonly Result[],
  context: CampaignContext,
  earlier: readonly string[],
): ReliabilitySummary => ({
  context,
  classes: summarizeByClass(results),
  total: summarize('all', results),
  violations: results
    .filter(({ violations }) => violations.length > 0)
    .map(({ fault, violations }) => ({ fault: fault.name, text: shorten(violations) })),
  late: results
    .filter(({ fault, recoveriesMs }) => isLate(fault.p99Ms, recoveriesMs))
    .map(({ fault, recoveriesMs }) => ({
      fault: fault.name,
      text: `p99 ${time(percentile(recoveriesMs, 0.99))}, limit ${time(fault.p99Ms)}`,
    })),
  earlier,
});

/** docs/reliability.md as Markdown. */
export function writeReliabilityPage(summary: ReliabilitySummary): string {
  const { context, classes, total, violations, late, earlier } = summary;
  return [
    INTRODUCTION,
    ...campaignLines(context, total, violations),
    '',
    '| Fault class | Faults | Runs | Violations | p50 | p99 | max | 95 % bound |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...classes.map(row),
    row({ ...total, name: '**all**' }),
    '',
    ...section('Violations', violations.map(inOneLine)),
    ...section('Slower than the limit', late.map(inOneLine)),
    ...section('Violated in the campaign before', earlier),
  ].join('\n');
}

const INTRODUCTION = `# Reliability

\`npm run faults\` writes this page; do not edit it by hand.

The campaign starts the whole system as \`npm start\` does, with a fault proxy on every connection between its processes. It injects
one fault at a time: it kills, stops or cuts off a process, loses or repeats messages, or empties Redis. After each fault it waits
until the system is quiet. Then every invariant has to hold (\`npm run check:invariants\`), and every answer that a customer received
has to be true: an accepted call exists, and nothing is left of a request that was answered "try again".

- A _run_ is one injected fault. A _fault class_ is a group of similar faults.
- _p50_, _p99_ and _max_ are recovery times: from the fault until the affected call is in its final status and its alerts have ended.
- The _95 % bound_ says how often a violation can happen at most, when no run had one: 3 / runs.
- The seed determines the inputs and moments of a run. The timing of the processes is not reproducible.
`;

function campaignLines(
  { seed, size, lanes, startedAt, tookMs, commit, machine }: CampaignContext,
  { runs, faults }: FaultClass,
  violations: readonly FaultNote[],
): string[] {
  const violated = violations.length;
  const result = violated === 0 ? 'no violation' : `violations in ${counted(violated, 'fault')}`;
  return [
    '## The last campaign',
    '',
    `${campaignTitle(size, startedAt)}: **${counted(runs, 'run')} of ${counted(faults, 'fault')}, ${result}**.`,
    '',
    `- Tested: commit ${commit}, seed ${seed}`,
    `- Ran on: ${machine}`,
    `- Took: ${Math.round(tookMs / 60_000)} minutes, ${counted(lanes, 'group')} at a time`,
  ];
}

/** Names a campaign on its page. `readEarlierCampaign` looks for it. */
const campaignTitle = (size: string, startedAt: Date): string =>
  `Campaign of ${startedAt.toISOString().slice(0, 10)} (${size})`;

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`## ${title}`, '', ...lines.map((line) => `- ${line}`), ''];

const SHOWN_CHARACTERS = 200;

/** The violations without the rows that prove them, which the JSON results have. */
function shorten(violations: readonly string[]): string {
  const line = violations.map((text) => text.replaceAll('\n', ' ').replace(/:? \{.*$/, '')).join('; ');
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)} …` : line;
}

const inOneLine = ({ fault, text }: FaultNote): string => `${fault}: ${text}`;

const row = ({ name, faults, runs, violations, p50Ms, p99Ms, maxMs }: FaultClass): string =>
  `| ${[
    name,
    String(faults),
    runs.toLocaleString('en'),
    String(violations),
    time(p50Ms),
    time(p99Ms),
    time(maxMs),
    bound(runs, violations),
  ].join(' | ')} |`;

const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

const bound = (runs: number, violations: number): string =>
  violations > 0 || runs === 0 ? '–' : `${Number((100 * ruleOfThree(runs)).toPrecision(2))} %`;

const time = (ms: number | null): string =>
  ms === null ? '–' : ms < 1_000 ? `${Math.round(ms)} ms` : seconds(ms);
