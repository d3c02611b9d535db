import type { AsyncCommand } from 'fast-check';
import { checkAgainstModel } from './oracle.ts';
import { type Model, nextCommand, started } from './saga-model.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** A sequence while it runs: the current model, and the names of the commands that have run. */
export interface SequenceRun {
  model: Model;
  readonly ran: string[];
}
export type Command = AsyncCommand<SequenceRun, SystemUnderTest>;
export type ReadonlyRun = Readonly<SequenceRun>;

/**
 * The number of possible orders grows fast with the effects in flight. From this many on, a command first lets the system
 * settle …
 */
const MANY_IN_FLIGHT = 7;
/** … and with this many, while a stopped service keeps the system from settling, the command is skipped. */
const TOO_MANY_IN_FLIGHT = 11;

/**
 * @param parameters shown with the name in a counterexample
 * @param check whether the command applies now
 */
export function command(
  name: string,
  parameters: object,
  check: (run: ReadonlyRun) => boolean,
  act: (run: SequenceRun, system: SystemUnderTest) => Promise<void>,
): Command {
  return {
    check: (run) => check(run),
    async run(run, system) {
      run.model = nextCommand(run.model);
      run.ran.push(name);
      await act(run, system);
    },
    toString: () => `${name}(${JSON.stringify(parameters).slice(1, -1)})`,
  };
}

/**
 * Starts a stopped service, waits until the system is quiet and compares it with the model.
 *
 * @throws Error with all contradictions
 */
export async function settleAndCheck(run: SequenceRun, system: SystemUnderTest): Promise<void> {
  if (run.model.down) {
    await system.start(run.model.down);
    run.model = started(run.model);
  }
  const found = checkAgainstModel(run.model, await system.settle());
  if ('contradictions' in found) throw new Error(found.contradictions.join('\n'));
  run.model = found.model;
}

/** Whether a command may add more effects in flight. */
export const hasRoom = ({ model }: ReadonlyRun): boolean =>
  model.down === null || model.inFlight.length < TOO_MANY_IN_FLIGHT;

/** Lets the system settle when many effects are in flight. */
export async function makeRoom(run: SequenceRun, system: SystemUnderTest): Promise<void> {
  if (run.model.inFlight.length >= MANY_IN_FLIGHT && run.model.down === null)
    await settleAndCheck(run, system);
}

export const allServicesUp = ({ model }: ReadonlyRun): boolean => model.down === null;

/** The item at `index`, counted around; undefined without items. */
export const pick = <T>(from: readonly T[], index: number): T | undefined => from[index % from.length];

/** @throws Error with `otherwise` unless the condition holds */
export function demandThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
