import { percentile, ruleOfThree } from '@movecall/testkit/statistics';
import { expect, test } from 'vitest';
import type { Result } from '../campaign.ts';
import { compareWithEarlier, readEarlierCampaign } from '../earlier-campaign.ts';
import { createRandom } from '../random.ts';
import { summarizeCampaign, writeReliabilityPage } from '../reliability-page.ts';

const fault = {
  name: 'call is killed',
  group: 'Kills',
  expect: 'the call survives',
  runs: { full: 4, quick: 1 },
  p99Ms: 1_000,
  inject: async () => undefined,
};
const result = (changes: Partial<Result> = {}): Result => ({
  fault,
  runs: 4,
  recoveriesMs: [400, 100, 300, 200],
  violations: [],
  notes: [],
  tookMs: 1,
  ...changes,
});
const context = {
  seed: 7,
  size: 'full',
  lanes: 2,
  startedAt: new Date('2026-01-02T03:04:05Z'),
  tookMs: 120_000,
  commit: 'abc1234',
  machine: '2 cores, Node 20',
};
const pageOf = (results: readonly Result[], earlier: readonly string[] = []): string =>
  writeReliabilityPage(summarizeCampaign(results, context, earlier));

test('a percentile is one of the values', () => {
  const values = Array.from({ length: 200 }, (_, nth) => 200 - nth);
  expect([0, 0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 100, 198, 200]);
  expect(percentile([], 0.5)).toBeNull();
});

test('the rule of three bounds what did not happen in 300 runs at one in a hundred', () => {
  expect(ruleOfThree(300)).toBe(0.01);
  expect(ruleOfThree(1)).toBe(1);
});

test('the page says what ran, where it ran and how it ended', () => {
  const page = pageOf([result()]);
  expect(page).toContain('Campaign of 2026-01-02 (full): **4 runs of 1 fault, no violation**.');
  expect(page).toContain('- Tested: commit abc1234, seed 7');
  expect(page).toContain('- Ran on: 2 cores, Node 20');
  expect(page).toContain('- Took: 2 minutes, 2 groups at a time');
});

test('a row has the runs, the violations, the recovery times and the bound of a fault class', () => {
  const other = { ...fault, name: 'manage is killed' };
  const page = pageOf([result(), result({ fault: other, recoveriesMs: [500, 600, 700, 800] })]);
  expect(page).toContain('| Kills | 2 | 8 | 0 | 400 ms | 800 ms | 800 ms | 38 % |');
  expect(page).toContain('| **all** | 2 | 8 | 0 | 400 ms | 800 ms | 800 ms | 38 % |');
});

test('a violated fault is counted, listed in one short line, and has no bound', () => {
  const page = pageOf([result({ violations: ['call 1 is lost', 'one mover per call: {"id":7} {"id":8}'] })]);
  expect(page).toContain('violations in 1 fault**');
  expect(page).toContain('| Kills | 1 | 4 | 2 | 200 ms | 400 ms | 400 ms | – |');
  expect(page).toContain('\n- call is killed: call 1 is lost; one mover per call\n');
  expect(pageOf([result({ violations: [`${'x'.repeat(500)}\nmore`] })])).toContain(
    `\n- call is killed: ${'x'.repeat(200)} …\n`,
  );
});

test('a bound is at most a hundred percent', () => {
  expect(pageOf([result({ runs: 3 })])).toContain('| Kills | 1 | 3 | 0 | 200 ms | 400 ms | 400 ms | 100 % |');
});

test('a fault that recovers too slowly is listed with its limit', () => {
  expect(pageOf([result({ recoveriesMs: [100, 1_500] })])).toContain(
    '## Slower than the limit\n\n- call is killed: p99 1.5 s, limit 1.0 s',
  );
});

test('faults that the page before lists as violated are compared with the results', () => {
  const names = ['call is killed', 'manage is killed', 'assign is killed', 'notifier is killed'];
  const faultsOf = (violated: readonly string[]): Result[] =>
    names.map((name) =>
      result({ fault: { ...fault, name }, violations: violated.includes(name) ? ['lost: 1'] : [] }),
    );
  const earlier = readEarlierCampaign(pageOf(faultsOf(names.slice(0, 3))), names);
  expect(earlier).toEqual({ title: 'Campaign of 2026-01-02 (full)', violated: names.slice(0, 3) });
  const now = faultsOf(['call is killed']).filter(({ fault: { name } }) => name !== 'assign is killed');
  const lines = compareWithEarlier(earlier!, now);
  expect(lines).toEqual([
    'call is killed (Campaign of 2026-01-02 (full)): violated again',
    'manage is killed (Campaign of 2026-01-02 (full)): no violation in 4 runs this time',
    'assign is killed (Campaign of 2026-01-02 (full)): not run this time',
  ]);
  expect(pageOf(now, lines)).toContain(`## Violated in the campaign before\n\n- ${lines[0]}`);
  expect(readEarlierCampaign(pageOf(now, lines), names)?.violated).toEqual(['call is killed']);
});

test('a page without a campaign has no earlier violations', () => {
  expect(readEarlierCampaign('# Reliability\n', [])).toBeNull();
});

test('the same seed and name give the same random numbers; another seed or name gives others', () => {
  const draw = (seed: number, name: string) => {
    const random = createRandom(seed, name);
    return [...Array.from({ length: 20 }, () => random.int(0, 1_000)), random.shuffle([1, 2, 3, 4, 5])];
  };
  expect(draw(1, 'a')).toEqual(draw(1, 'a'));
  expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
  expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
});
