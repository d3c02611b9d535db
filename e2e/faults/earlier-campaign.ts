import type { Result } from './campaign.ts';

/** What docs/reliability.md says about the campaign before. */
export interface EarlierCampaign {
  /** For example "Campaign of 2026-11-22 (full)". */
  readonly title: string;
  /** Names of the faults with violations. */
  readonly violated: readonly string[];
}

/**
 * Reads a page that `writeReliabilityPage` wrote.
 *
 * @param faultNames all known faults: a violation of any other fault is ignored
 * @returns null when the page describes no campaign
 */
export function readEarlierCampaign(page: string, faultNames: readonly string[]): EarlierCampaign | null {
  const [, title] = /^(Campaign of \S+ \(.+?\)):/m.exec(page) ?? [];
  if (title === undefined) return null;
  const [, afterHeading = ''] = page.split('## Violations\n');
  const [violations = ''] = afterHeading.split('\n## ');
  return { title, violated: faultNames.filter((name) => violations.includes(`\n- ${name}: `)) };
}

/** What became of the faults that were violated before, one line each. */
export const compareWithEarlier = (
  { title, violated }: EarlierCampaign,
  results: readonly Result[],
): string[] =>
  violated.map((name) => {
    const result = results.find(({ fault }) => fault.name === name);
    const now =
      result === undefined
        ? 'not run this time'
        : result.violations.length === 0
          ? `no violation in ${result.runs.toLocaleString('en')} runs this time`
          : 'violated again';
    return `${name} (${title}): ${now}`;
  });
