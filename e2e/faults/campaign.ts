import type { Fault } from './fault.ts';
import { createRandom } from './random.ts';
import { runConcurrently } from './run-concurrently.ts';
import type { Testbed } from './testbed.ts';
import { createTestbedPool, type TestbedPool } from './testbed-pool.ts';

export interface Result {
  readonly fault: Fault;
  /** Runs that reached the expected outcome. */
  readonly runs: number;
  readonly recoveriesMs: readonly number[];
  readonly violations: readonly string[];
  readonly notes: readonly string[];
  readonly tookMs: number;
}

type RunOptions = Pick<CampaignOptions, 'seed' | 'runsOf' | 'progress'>;

export interface CampaignOptions {
  readonly faults: readonly Fault[];
  readonly seed: number;
  /** How often to inject a fault. */
  readonly runsOf: (fault: Fault) => number;
  readonly progress: Progress;
  /** How many groups run at the same time; default 1. */
  readonly lanes?: number;
  /** Groups share systems where they can. Starting one takes longer than a few runs. Default: each group has its own. */
  readonly sharedSystems?: boolean;
}

/** Receives the progress of a campaign while it runs. */
export interface Progress {
  group(name: string): void;
  started(fault: Fault, runs: number): void;
  /** @param done runs that have reached the expected outcome so far */
  run(fault: Fault, done: number): void;
  finished(result: Result): void;
}

/**
 * Injects the faults one after the other, and checks the system after each. A group runs on one system. After a
 * violation the group continues on a fresh system, so that one fault's damage is not counted against the next. `lanes` groups
 * run at the same time. The results are in the order of the faults.
 */
export async function runCampaign(campaign: CampaignOptions): Promise<Result[]> {
  const { faults, lanes = 1, sharedSystems = false, ...options } = campaign;
  const pool = createTestbedPool(sharedSystems);
  const groups = [...new Set(faults.map(({ group }) => group))];
  const results = new Map<Fault, Result>();
  try {
    await runConcurrently(groups.length, lanes, async (nth) => {
      const name = groups[nth] ?? '';
      options.progress.group(name);
      const ofGroup = faults.filter(({ group }) => group === name);
      for (const result of await runGroup(ofGroup, pool, options)) results.set(result.fault, result);
    });
  } finally {
    await pool.close();
  }
  return faults.flatMap((fault) => results.get(fault) ?? []);
}

async function runGroup(faults: readonly Fault[], pool: TestbedPool, options: RunOptions): Promise<Result[]> {
  const { runsOf, progress } = options;
  const results: Result[] = [];
  let testbed: Testbed | undefined;
  const enter = async (fault: Fault): Promise<Testbed> => (testbed ??= await pool.take(fault));
  try {
    for (const fault of faults) {
      progress.started(fault, runsOf(fault));
      const result = await injectOne(fault, enter, options);
      progress.finished(result);
      results.push(result);
      if (result.violations.length === 0) continue;
      await testbed?.close();
      testbed = undefined;
    }
    const [first] = faults;
    if (testbed && first) await pool.giveBack(testbed, first);
    testbed = undefined;
  } finally {
    await testbed?.close();
  }
  return results;
}

/** @param enter starts the system, or returns the running one; a system that does not start counts as a violation */
async function injectOne(
  fault: Fault,
  enter: (fault: Fault) => Promise<Testbed>,
  { seed, runsOf, progress }: RunOptions,
): Promise<Result> {
  const since = performance.now();
  const runs = runsOf(fault);
  const recoveriesMs: number[] = [];
  const violations: string[] = [];
  const notes: string[] = [];
  let testbed: Testbed | undefined;
  try {
    testbed = await enter(fault);
    await fault.inject(testbed, {
      runs,
      random: createRandom(seed, fault.name),
      recovered(ms) {
        recoveriesMs.push(ms);
        progress.run(fault, recoveriesMs.length);
      },
      violated: (what) => violations.push(what),
      note: (text) => notes.push(text),
    });
    if (recoveriesMs.length < runs)
      violations.push(`only ${recoveriesMs.length} of ${runs} runs reached the expected outcome`);
  } catch (error) {
    violations.push(`the injection failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (testbed) violations.push(...(await testbed.violations()));
  return {
    fault,
    runs: recoveriesMs.length,
    recoveriesMs,
    violations,
    notes,
    tookMs: performance.now() - since,
  };
}
