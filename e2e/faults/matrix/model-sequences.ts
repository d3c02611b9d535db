import type { Fault } from '../fault.ts';
import { checkModel } from '../model/check-model.ts';
import { firstMovers } from '../model/fixture.ts';
import { createMoverPool } from '../model/mover-pool.ts';
import { MAX_COMMANDS } from '../model/command-sequences.ts';
import { createRealSystem } from '../model/real-system.ts';
import { percentile } from '@movecall/testkit/statistics';

/** So many sequences, and then everything is looked through. There are days for no more of them. */
const BATCH = 125;
const SHRINK_FOR_MS = 120_000;

/** Not one fault but all of them, in any order, between whatever customers and operators do. */
export const modelRuns: readonly Fault[] = [
  {
    name: `sequences of up to ${MAX_COMMANDS} random commands and faults end as a model says`,
    group: 'Model',
    expect: 'each call has exactly the mover, or waits for exactly the reason, that the model says',
    runs: { full: 1_000, quick: 4 },
    p99Ms: 10_000,
    async inject(testbed, trial) {
      const fleet = await createMoverPool(testbed, firstMovers);
      const lengths: number[] = [];
      const ran = new Map<string, number>();
      let entered = 0;
      try {
        for (let done = 0; done < trial.runs; done += BATCH) {
          await fleet.replaceFirstMovers();
          const seed = trial.random.int(0, 2 ** 31 - 1);
          const counterexample = await checkModel({
            sequences: Math.min(BATCH, trial.runs - done),
            seed,
            shrinkForMs: SHRINK_FOR_MS,
            enter: async () => createRealSystem(testbed, fleet, (entered += 1)),
            leave: (subject) => subject.leave(),
            passed(sequence) {
              lengths.push(sequence.ran.length);
              for (const name of sequence.ran) ran.set(name, (ran.get(name) ?? 0) + 1);
              trial.recovered(sequence.restedMs);
            },
          });
          if (counterexample !== null) return trial.violated(counterexample);
          // After the last ones the campaign looks.
          if (done + BATCH >= trial.runs) return;
          const violations = await testbed.violations();
          violations.forEach((violation) => trial.violated(violation));
          if (violations.length > 0) return;
        }
      } finally {
        const [median, longest] = [0.5, 1].map((share) => percentile(lengths, share) ?? 0);
        trial.note(`commands in a sequence: ${median} (median), ${longest} (max)`);
        const counts = [...ran].toSorted(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`);
        trial.note(`commands run: ${counts.join(', ')}`);
        await fleet.restoreAvailability();
      }
    },
  },
];
