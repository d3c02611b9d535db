import { percentile } from '@movecall/testkit/statistics';
import { fixed } from '../figures.ts';
import { type Step, steps, type Visit } from './customer.ts';

/** What other customers felt of one attack. */
export interface AttackResult {
  readonly attack: string;
  /** What the attacker got. */
  readonly got: string;
  readonly alone: readonly Visit[];
  readonly attacked: readonly Visit[];
}

/** A Markdown table, with the results of another system beside these when there are some. */
export function tableOf(results: readonly AttackResult[], before: readonly AttackResult[] | null): string {
  const columns = ['alone', 'attacked', '×', 'succeeded'];
  const heads =
    before === null
      ? columns
      : [...columns.map((each) => `before: ${each}`), ...columns.map((each) => `after: ${each}`)];
  const lines = [['attack', 'step', ...heads], ['attack', 'step', ...heads].map(() => '---')];
  for (const result of results) {
    const other = before?.find(({ attack }) => attack === result.attack);
    for (const step of steps)
      lines.push([
        result.attack,
        step,
        ...(before === null ? [] : other ? cellsOf(other, step) : columns.map(() => '-')),
        ...cellsOf(result, step),
      ]);
  }
  return markdown(lines);
}

/** What each attacker got, as a Markdown table. */
export function gainsOf(results: readonly AttackResult[], before: readonly AttackResult[] | null): string {
  const heads = ['attack', ...(before === null ? [] : ['before']), 'the attacker got'];
  const lines = results.map(({ attack, got }) => [
    attack,
    ...(before === null ? [] : [before.find((each) => each.attack === attack)?.got ?? '-']),
    got,
  ]);
  return markdown([heads, heads.map(() => '---'), ...lines]);
}

const markdown = (lines: readonly (readonly string[])[]): string =>
  lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function cellsOf({ alone, attacked }: AttackResult, step: Step): string[] {
  const [quiet, busy] = [timesOf(alone, step), timesOf(attacked, step)];
  const ratio = (percentile(busy, 0.5) ?? Number.NaN) / (percentile(quiet, 0.5) ?? Number.NaN);
  const succeeded = attacked.filter((visit) => visit[step].succeeded).length;
  return [
    figuresOf(quiet),
    figuresOf(busy),
    Number.isNaN(ratio) ? '-' : fixed(ratio, 1),
    `${succeeded} of ${attacked.length}`,
  ];
}

const timesOf = (visits: readonly Visit[], step: Step): number[] =>
  visits.flatMap((visit) => visit[step].ms ?? []);

/** `p50 / max`, ms. */
const figuresOf = (times: readonly number[]): string =>
  `${fixed(percentile(times, 0.5))} / ${fixed(percentile(times, 1))}`;
