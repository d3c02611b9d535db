import { beforeAll, describe, expect, test } from 'vitest';
import { type Result, runCampaign } from '../faults/campaign.ts';
import { matrix } from '../faults/matrix/index.ts';

// A fair sample of `npm run faults`: every fault, a few times. The seed is in the tests' names.
const seed = Math.floor(Math.random() * 2 ** 31);
const sampled = matrix.filter(({ runs }) => runs.quick > 0);
const silent = {
  group: () => undefined,
  started: () => undefined,
  run: () => undefined,
  finished: () => undefined,
};

describe.each([...new Set(sampled.map(({ group }) => group))])(`%s (--quick --seed ${seed})`, (group) => {
  const faults = sampled.filter((fault) => fault.group === group);
  let results: readonly Result[] = [];
  beforeAll(async () => {
    results = await runCampaign({ faults, seed, runsOf: ({ runs }) => runs.quick, progress: silent });
  }, 300_000);

  test.each(faults)('$name: $expect', (fault) => {
    const result = results.find((found) => found.fault === fault);
    expect(result?.violations).toEqual([]);
    expect(result?.runs).toBeGreaterThan(0);
  });
});
