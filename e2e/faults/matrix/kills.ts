import type { Fault } from '../fault.ts';
import { hitFailpoint } from '../hit-failpoint.ts';
import { outcomeOf, failpoints } from '../failpoints.ts';

/** The quick campaign takes every third. */
const KILLS_QUICKLY = 3;

export const kills: readonly Fault[] = failpoints.map((step, nth): Fault => {
  const { service, name } = step;
  return {
    name: `${service} is killed at ${name}`,
    group: 'SIGKILL at a named step',
    expect: outcomeOf(step),
    runs: { full: 13, quick: nth % KILLS_QUICKLY === 0 ? 1 : 0 },
    p99Ms: 10_000,
    async inject(testbed, trial) {
      for (let run = 0; run < trial.runs; run += 1) {
        trial.recovered(
          await hitFailpoint(testbed, { failpoint: step, action: 'kill', random: trial.random }),
        );
        await testbed.waitUntilReady(service);
      }
    },
  };
});
