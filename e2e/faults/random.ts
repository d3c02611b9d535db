import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { createHash } from 'node:crypto';

/** A stream of random numbers that its seed determines. */
export interface Random {
  /** From `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** One of the items, all equally likely. @throws Error when there is none. */
  pick<T>(from: readonly T[]): T;
  shuffle<T>(items: readonly T[]): T[];
}

/**
 * @param seed of the campaign
 * @param name of the fault: a fault draws the same numbers whichever other faults run beside it
 */
export function createRandom(seed: number, name: string): Random {
  const generator = xoroshiro128plus(createHash('sha256').update(`${seed} ${name}`).digest().readInt32BE());
  const int = (min: number, max: number): number => uniformInt(generator, min, max);
  return {
    int,
    pick<T>(from: readonly T[]): T {
      if (from.length === 0) throw new Error('pick() needs at least one item');
      return from[int(0, from.length - 1)] as T;
    },
    shuffle<T>(items: readonly T[]): T[] {
      const shuffled = [...items];
      for (let i = shuffled.length - 1; i > 0; i -= 1) {
        const j = int(0, i);
        [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
      }
      return shuffled;
    },
  };
}
