import { amount, partOfToday } from '@movecall/testkit/amount';
import { seconds } from '@movecall/values/duration';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Result, runCampaign } from '../faults/campaign.ts';
import type { Fault } from '../faults/fault.ts';
import { matrix } from '../faults/matrix/matrix.ts';

/** In the nightly run each fault runs this share of its full number of times, but at least its quick number. */
const NIGHTLY_SHARE = 0.02;
const runsOf = ({ runs }: Fault): number =>
  amount({ usual: runs.quick, long: Math.max(runs.quick, Math.ceil(NIGHTLY_SHARE * runs.full)) });

// A fixed seed gives the same inputs each time. `npm run faults` runs other seeds.
const seed = 20_261_128;
/** `npm test` injects a seventh of the faults; the nightly run injects all of them. */
const sampled = matrix.filter((fault) => runsOf(fault) > 0);
const chosen = partOfToday(sampled, 7);
console.info(`faults: ${chosen.length} of ${sampled.length}`);
const groups = [...new Set(chosen.map(({ group }) => group))].map(
  (name) => [name, chosen.filter(({ group }) => group === name)] as const,
);
const silent = {
  group: () => undefined,
  started: () => undefined,
  run: () => undefined,
  finished: () => undefined,
};

let results: readonly Result[] = [];
beforeAll(async () => {
  results = await runCampaign({
    faults: chosen,
    seed,
    runsOf,
    progress: silent,
    // A fault mostly waits, so two lanes fit on few processors.
    lanes: 2,
    sharedSystems: true,
  });
  const longest = results.toSorted((a, b) => b.tookMs - a.tookMs).slice(0, 10);
  console.info(
    longest.map(({ fault, tookMs }) => `${seconds(tookMs).padStart(8)}  ${fault.name}`).join('\n'),
  );
}, 7_200_000);

describe.each(groups)(`%s (--lanes 2 --seed ${seed})`, (_, faults) => {
  test.each(faults)('$name: $expect', (fault) => {
    const result = results.find((found) => found.fault === fault);
    expect(result?.violations).toEqual([]);
    expect(result?.runs).toBeGreaterThan(0);
  });
});
