import type { Fault } from './fault.ts';
import { createRandom } from './random.ts';
import { runConcurrently } from './run-concurrently.ts';
import { startTestbed, type Testbed } from './testbed.ts';

export interface Result {
  readonly fault: Fault;
  /** Runs that came to their end. */
  readonly runs: number;
  readonly recoveriesMs: readonly number[];
  readonly violations: readonly string[];
  readonly notes: readonly string[];
  readonly tookMs: number;
}

export interface CampaignOptions {
  readonly faults: readonly Fault[];
  readonly seed: number;
  /** How often each fault is to be injected. */
  readonly runsOf: (fault: Fault) => number;
  readonly progress: Progress;
  /** How many groups run at a time; 1 unless it says so. */
  readonly lanes?: number;
}

/** What somebody who waits gets to see. */
export interface Progress {
  group(name: string): void;
  started(fault: Fault, runs: number): void;
  run(fault: Fault, done: number): void;
  finished(result: Result): void;
}

/**
 * Injects faults, and after each looks whether everything holds. Each group has a system of its own, in which its faults come
 * one after the other, and so has whatever comes after a violation: nobody is blamed for another's. `lanes` groups run at a
 * time; the results are in the order of the faults.
 */
export async function runCampaign({ faults, lanes = 1, ...options }: CampaignOptions): Promise<Result[]> {
  const groups = [...new Set(faults.map(({ group }) => group))];
  const results = new Map<Fault, Result>();
  await runConcurrently(groups.length, lanes, async (nth) => {
    const name = groups[nth] ?? '';
    options.progress.group(name);
    const own = faults.filter(({ group }) => group === name);
    for (const result of await runGroup(own, options)) results.set(result.fault, result);
  });
  return faults.flatMap((fault) => results.get(fault) ?? []);
}

async function runGroup(
  faults: readonly Fault[],
  options: Omit<CampaignOptions, 'faults' | 'lanes'>,
): Promise<Result[]> {
  const { runsOf, progress } = options;
  const results: Result[] = [];
  let testbed: Testbed | undefined;
  const enter = async ({ replicas }: Fault): Promise<Testbed> => (testbed ??= await startTestbed(replicas));
  const leave = async (): Promise<void> => {
    await testbed?.close();
    testbed = undefined;
  };
  try {
    for (const fault of faults) {
      progress.started(fault, runsOf(fault));
      const result = await injectOne(fault, enter, options);
      progress.finished(result);
      results.push(result);
      if (result.violations.length > 0) await leave();
    }
  } finally {
    await leave();
  }
  return results;
}

/** @param enter the system in which it is injected; one that does not start is a violation too */
async function injectOne(
  fault: Fault,
  enter: (fault: Fault) => Promise<Testbed>,
  { seed, runsOf, progress }: Omit<CampaignOptions, 'faults' | 'lanes'>,
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
      violations.push(`only ${recoveriesMs.length} of ${runs} runs came to their end`);
  } catch (error) {
    violations.push(`it could not go on: ${error instanceof Error ? error.message : String(error)}`);
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
