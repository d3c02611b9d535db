import type { Fault } from './fault.ts';
import { createRandom } from './random.ts';
import { startWorld, type World } from './world.ts';

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
  readonly size: 'full' | 'quick';
  readonly progress: Progress;
}

/** What somebody who waits gets to see. */
export interface Progress {
  group(name: string): void;
  started(fault: Fault, runs: number): void;
  run(done: number, of: number): void;
  finished(result: Result): void;
}

/**
 * Injects faults one after the other, and after each looks whether everything holds. Each group has a system of its own, and
 * so has whatever comes after a violation: nobody is blamed for another's.
 */
export async function runCampaign({ faults, seed, size, progress }: CampaignOptions): Promise<Result[]> {
  const results: Result[] = [];
  let current: { readonly group: string; readonly world: World } | undefined;
  const leave = async (): Promise<void> => {
    await current?.world.close();
    current = undefined;
  };
  try {
    for (const fault of faults) {
      if (current?.group !== fault.group) {
        await leave();
        progress.group(fault.group);
        current = { group: fault.group, world: await startWorld(fault.replicas) };
      }
      progress.started(fault, fault.runs[size]);
      const result = await injectOne(fault, current.world, { seed, size, progress });
      progress.finished(result);
      results.push(result);
      if (result.violations.length > 0) await leave();
    }
  } finally {
    await leave();
  }
  return results;
}

async function injectOne(
  fault: Fault,
  world: World,
  { seed, size, progress }: Omit<CampaignOptions, 'faults'>,
): Promise<Result> {
  const since = performance.now();
  const runs = fault.runs[size];
  const recoveriesMs: number[] = [];
  const violations: string[] = [];
  const notes: string[] = [];
  try {
    await fault.inject(world, {
      runs,
      random: createRandom(seed, fault.name),
      recovered(ms) {
        recoveriesMs.push(ms);
        progress.run(recoveriesMs.length, runs);
      },
      violated: (what) => violations.push(what),
      note: (text) => notes.push(text),
    });
    if (recoveriesMs.length < runs)
      violations.push(`only ${recoveriesMs.length} of ${runs} runs came to their end`);
  } catch (error) {
    violations.push(`it could not go on: ${error instanceof Error ? error.message : String(error)}`);
  }
  violations.push(...(await world.violations()));
  return {
    fault,
    runs: recoveriesMs.length,
    recoveriesMs,
    violations,
    notes,
    tookMs: performance.now() - since,
  };
}
