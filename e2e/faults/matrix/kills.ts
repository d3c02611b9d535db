import type { Fault } from '../fault.ts';
import { passing } from '../passing.ts';
import { outcomeOf, steps } from '../steps.ts';

export const kills: readonly Fault[] = steps.map((step): Fault => {
  const { service, name } = step;
  return {
    name: `${service} is killed at ${name}`,
    group: 'SIGKILL at a named step',
    expect: outcomeOf(step),
    runs: { full: 13, quick: 1 },
    p99Ms: 10_000,
    async inject(world, trial) {
      for (let run = 0; run < trial.runs; run += 1) {
        trial.recovered(await passing(world, { step, action: 'kill', random: trial.random }));
        await world.ready(service);
      }
    },
  };
});
