import { publicationMutants } from './mutants-of-events.ts';
import { sagaMutants } from './mutants-of-calls.ts';
import { alertMutants } from './mutants-of-alerts.ts';
import type { Mutable } from './mutation.ts';
import type { Played } from './played.ts';

/** Something that must never happen, made to have happened. */
export interface Mutant {
  /** The invariant, or those, that the checker has to name, and no other. */
  readonly breaks: string | readonly string[];
  readonly when: string;
  mutate(world: Mutable, played: Played): Promise<unknown>;
}

export const mutants: readonly Mutant[] = [...sagaMutants, ...publicationMutants, ...alertMutants];
