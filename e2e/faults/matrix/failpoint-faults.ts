import { setTimeout as pause } from 'node:timers/promises';
import { failpoints, outcomeOf } from '../failpoints.ts';
import type { Fault } from '../fault.ts';
import { hitFailpoint } from '../hit-failpoint.ts';

/** The quick campaign runs every third kill, every sixth error and, because hangs take long, every twentieth hang. */
const EVERY_NTH_KILL = 3;
const EVERY_NTH_ERROR = 6;
const EVERY_NTH_HANG = 20;
/** An orchestrator would wait longer before it kills a hanging process; a short wait allows more runs. */
const HANGS_FOR_MS = 1_000;

export const failpointKills = failpoints.map((failpoint, nth): Fault => {
  const { service, name } = failpoint;
  return {
    name: `${service} is killed at ${name}`,
    group: 'SIGKILL at a failpoint',
    expect: outcomeOf(failpoint),
    runs: { full: 13, quick: nth % EVERY_NTH_KILL === 0 ? 1 : 0 },
    p99Ms: 10_000,
    async inject(testbed, trial) {
      for (let run = 0; run < trial.runs; run += 1) {
        trial.recovered(await hitFailpoint(testbed, { failpoint, action: 'kill', random: trial.random }));
        await testbed.waitUntilReady(service);
      }
    },
  };
});

export const failpointErrors = failpoints.map((failpoint, nth): Fault => ({
  name: `${failpoint.service} fails once at ${failpoint.name}`,
  group: 'Error thrown at a failpoint',
  expect: outcomeOf(failpoint),
  runs: { full: 5, quick: nth % EVERY_NTH_ERROR === 1 ? 1 : 0 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    for (let run = 0; run < trial.runs; run += 1) {
      trial.recovered(await hitFailpoint(testbed, { failpoint, action: 'error', random: trial.random }));
    }
  },
}));

export const failpointHangs = failpoints.map((failpoint, nth): Fault => ({
  name: `${failpoint.service} hangs at ${failpoint.name}`,
  group: 'Hang at a failpoint, then SIGKILL',
  expect: `after the kill, ${outcomeOf(failpoint)}`,
  runs: { full: 2, quick: nth % EVERY_NTH_HANG === 2 ? 1 : 0 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    const { service } = failpoint;
    const kill = async (): Promise<number> => {
      // The time in which the process hangs is the fault.
      await pause(HANGS_FOR_MS);
      const exited = testbed.waitForExit(service);
      testbed.system.stack.kill(service, 'SIGKILL');
      return await exited;
    };
    for (let run = 0; run < trial.runs; run += 1) {
      const { random } = trial;
      trial.recovered(await hitFailpoint(testbed, { failpoint, action: 'hang', random, onReached: kill }));
      await testbed.waitUntilReady(service);
    }
  },
}));
