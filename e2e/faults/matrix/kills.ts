import type { Fault } from '../fault.ts';
import { hitFailpoint } from '../hit-failpoint.ts';
import { outcomeOf, failpoints } from '../failpoints.ts';

export const kills: readonly Fault[] = failpoints.map((step): Fault => {
  const { service, name } = step;
  return {
    name: `${service} is killed at ${name}`,
    group: 'SIGKILL at a named step',
    expect: outcomeOf(step),
    runs: { full: 13, quick: 1 },
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
