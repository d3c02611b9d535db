import { percentile } from '@movecall/testkit/statistics';
import type { Fault, Trial } from '../fault.ts';
import { checkModel } from '../model/check-model.ts';
import { MAX_COMMANDS } from '../model/command-sequences.ts';
import { firstMovers } from '../model/fixture.ts';
import { createMoverPool } from '../model/mover-pool.ts';
import { createRealSystem } from '../model/real-system.ts';

/** Every sequence has two days of its own; after this many the calendar is full and the movers are replaced. */
const BATCH = 125;
const SHRINK_FOR_MS = 120_000;

/** Not one fault but all kinds of them, in random order, between the commands of customers and operators. */
export const modelSequences: readonly Fault[] = [
  {
    name: `sequences of up to ${MAX_COMMANDS} random commands and faults end as a model says`,
    group: 'Random sequences, compared with a model',
    ownSystem: true,
    expect: 'each call has the mover, or the waiting reason, that the model allows',
    runs: { full: 1_000, quick: 4 },
    p99Ms: 10_000,
    async inject(testbed, trial) {
      const movers = await createMoverPool(testbed, firstMovers);
      const statistics = createStatistics();
      let entered = 0;
      try {
        for (let done = 0; done < trial.runs; done += BATCH) {
          await movers.replaceFirstMovers();
          const counterexample = await checkModel({
            sequences: Math.min(BATCH, trial.runs - done),
            seed: trial.random.int(0, 2 ** 31 - 1),
            shrinkForMs: SHRINK_FOR_MS,
            enter: async () => createRealSystem(testbed, movers, (entered += 1)),
            leave: (system) => system.leave(),
            passed(sequence) {
              statistics.add(sequence.ran);
              trial.recovered(sequence.settledMs);
            },
          });
          if (counterexample !== null) return trial.violated(counterexample);
          // The campaign itself checks the system after the last batch.
          if (done + BATCH >= trial.runs) return;
          const violations = await testbed.violations();
          violations.forEach((violation) => trial.violated(violation));
          if (violations.length > 0) return;
        }
      } finally {
        statistics.report(trial);
        await movers.restoreAvailability();
      }
    },
  },
];

function createStatistics() {
  const lengths: number[] = [];
  const runs = new Map<string, number>();
  return {
    add(commands: readonly string[]): void {
      lengths.push(commands.length);
      for (const name of commands) runs.set(name, (runs.get(name) ?? 0) + 1);
    },
    report(trial: Trial): void {
      const [median, longest] = [0.5, 1].map((share) => percentile(lengths, share) ?? 0);
      trial.note(`commands per sequence: ${median} (median), ${longest} (max)`);
      const counts = [...runs].toSorted(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`);
      trial.note(`commands run: ${counts.join(', ')}`);
    },
  };
}
