import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { hitFailpoint } from '../hit-failpoint.ts';
import { outcomeOf, failpoints } from '../failpoints.ts';

/** The quick campaign takes every sixth, and of those that take long every twentieth. */
const FAILS_QUICKLY = 6;
const HANGS_QUICKLY = 20;
/** After this an orchestrator finds that a process is not alive: soon, so that many runs fit in. */
const PATIENCE_MS = 1_000;

const fails = failpoints.map((step, nth): Fault => ({
  name: `${step.service} fails once at ${step.name}`,
  group: 'A step fails',
  expect: outcomeOf(step),
  runs: { full: 5, quick: nth % FAILS_QUICKLY === 1 ? 1 : 0 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    for (let run = 0; run < trial.runs; run += 1) {
      trial.recovered(
        await hitFailpoint(testbed, { failpoint: step, action: 'error', random: trial.random }),
      );
    }
  },
}));

const hangs = failpoints.map((step, nth): Fault => ({
  name: `${step.service} hangs at ${step.name}`,
  group: 'A step hangs, and its process is killed for it',
  expect: `from the kill on: ${outcomeOf(step)}`,
  runs: { full: 2, quick: nth % HANGS_QUICKLY === 2 ? 1 : 0 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    const { service } = step;
    const kill = async (): Promise<number> => {
      // That it hangs for a while is the fault.
      await pause(PATIENCE_MS);
      const died = testbed.waitForExit(service);
      testbed.system.stack.kill(service, 'SIGKILL');
      return await died;
    };
    for (let run = 0; run < trial.runs; run += 1) {
      trial.recovered(
        await hitFailpoint(testbed, {
          failpoint: step,
          action: 'hang',
          random: trial.random,
          onReached: kill,
        }),
      );
      await testbed.waitUntilReady(service);
    }
  },
}));

export const stepFaults: readonly Fault[] = [...fails, ...hangs];
