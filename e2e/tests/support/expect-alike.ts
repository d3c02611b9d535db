import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';

/** Asks for an id in one way. */
export type Probe = (id: string) => Promise<unknown>;

/**
 * Checks that each probe answers for existing ids as for an id that does not exist, apart from the id itself.
 *
 * @returns the number of comparisons
 */
export async function expectAlike(
  probes: Readonly<Record<string, Probe>>,
  ids: readonly string[],
): Promise<number> {
  let count = 0;
  for (const [name, probe] of Object.entries(probes)) {
    const said = async (id: string) => JSON.stringify(await probe(id)).replaceAll(id, '<id>');
    const answers = await Promise.all([randomUUID(), ...ids].map(said));
    for (const answer of answers.slice(1)) {
      expect([name, answer]).toEqual([name, answers[0]]);
      count += 1;
    }
  }
  return count;
}
