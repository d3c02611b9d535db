import { beforeAll, describe, expect, test } from 'vitest';
import { type Result, runCampaign } from '../faults/campaign.ts';
import { matrix } from '../faults/matrix/matrix.ts';

// A fair sample of `npm run faults`: every fault, a few times. Other inputs than these are for campaigns.
const seed = 20_261_128;
const sampled = matrix.filter(({ runs }) => runs.quick > 0);
const groups = [...new Set(sampled.map(({ group }) => group))];
const silent = {
  group: () => undefined,
  started: () => undefined,
  run: () => undefined,
  finished: () => undefined,
};

let results: readonly Result[] = [];
beforeAll(async () => {
  results = await runCampaign({
    faults: sampled,
    seed,
    runsOf: ({ runs }) => runs.quick,
    progress: silent,
    // Most of what a fault takes is waiting.
    lanes: 2,
  });
}, 1_800_000);

describe.each(groups)(`%s (--quick --lanes 2 --seed ${seed})`, (group) => {
  test.each(sampled.filter((fault) => fault.group === group))('$name: $expect', (fault) => {
    const result = results.find((found) => found.fault === fault);
    expect(result?.violations).toEqual([]);
    expect(result?.runs).toBeGreaterThan(0);
  });
});
