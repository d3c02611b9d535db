import { parseArgs } from 'node:util';
import { RIVALS, type Rival } from './variants.ts';

export interface Plan {
  readonly rivals: readonly Rival[];
  readonly wholePath: boolean;
  readonly warmUpSeconds: number;
  readonly rounds: number;
  readonly roundSeconds: number;
  /** The same with one connection. */
  readonly oneRounds: number;
  readonly oneSeconds: number;
  /** How long a client is measured beside unknown documents. */
  readonly unknownSeconds: number;
}

export const MANY_CONNECTIONS = 50;
export const USAGE = `npm run bench -- router [--quick] [--only NAME]…
  --quick      shorter warm-up and fewer rounds: under 5 minutes
  --only NAME  measure ours against this alone: ${[...RIVALS, 'whole-path'].join(', ')}; may be given again`;

const FULL = {
  warmUpSeconds: 25,
  rounds: 5,
  roundSeconds: 4,
  oneRounds: 3,
  oneSeconds: 3,
  unknownSeconds: 10,
};
const QUICK = {
  warmUpSeconds: 8,
  rounds: 3,
  roundSeconds: 3,
  oneRounds: 2,
  oneSeconds: 2,
  unknownSeconds: 5,
};

/** @returns null when an argument is not valid */
export function readPlan(args: string[]): Plan | null {
  try {
    const { values } = parseArgs({
      args,
      options: { quick: { type: 'boolean' }, only: { type: 'string', multiple: true } },
    });
    const only: readonly string[] = values.only ?? [...RIVALS, 'whole-path'];
    if (!only.every((name) => [...RIVALS, 'whole-path'].includes(name))) return null;
    return {
      rivals: RIVALS.filter((name) => only.includes(name)),
      wholePath: only.includes('whole-path'),
      ...(values.quick === true ? QUICK : FULL),
    };
  } catch {
    return null;
  }
}
