export interface Step<S> {
  readonly title: string;
  run(scenario: S): Promise<void>;
}

class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

/** @throws StepFailed with `otherwise`, unless the condition holds */
export const expect = (condition: boolean, otherwise: string): void => {
  if (!condition) throw new StepFailed(otherwise);
};

/**
 * Plays the steps of a scenario one after the other, also after one that failed, and logs what became of each.
 *
 * @returns how many steps were done and how many failed
 */
export async function playSteps<S extends { readonly log: (line: string) => void }>(
  steps: readonly Step<S>[],
  scenario: S,
): Promise<{ done: number; failed: number }> {
  const { log } = scenario;
  let failed = 0;
  for (const [index, step] of steps.entries()) {
    log(`${index + 1}. ${step.title}`);
    const since = performance.now();
    try {
      await step.run(scenario);
      log(`   ✓ ${((performance.now() - since) / 1000).toFixed(2)} s`);
    } catch (error) {
      failed += 1;
      log(`   ✗ ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { done: steps.length - failed, failed };
}
