import type { AsyncCommand } from 'fast-check';
import { checkAgainstModel } from './oracle.ts';
import { type Model, nextCommand, started } from './saga-model.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** One sequence while it is run: its model as it is now, and the commands of it that were run. */
export interface SequenceRun {
  model: Model;
  readonly ran: string[];
}
export type Command = AsyncCommand<SequenceRun, SystemUnderTest>;
export type ReadonlyRun = Readonly<SequenceRun>;

/** How long a customer or an operator tries before it is a fault that there is no answer. */
export const PATIENCE_MS = 60_000;

/** With so much under way the orders become many: whoever would add to it comes to rest first, or does nothing when that cannot be. */
const MANY = 7;
const TOO_MANY = 11;

/**
 * A command by its name.
 *
 * @param how is shown with it in a counterexample
 * @param check whether it has any sense now
 */
export function command(
  name: string,
  how: object,
  check: (run: ReadonlyRun) => boolean,
  act: (run: SequenceRun, subject: SystemUnderTest) => Promise<void>,
): Command {
  return {
    check: (run) => check(run),
    async run(run, subject) {
      run.model = nextCommand(run.model);
      run.ran.push(name);
      await act(run, subject);
    },
    toString: () => `${name}(${JSON.stringify(how).slice(1, -1)})`,
  };
}

/** Nothing contradicts the model once nothing is under way. @throws Error with all that does. */
export async function settleAndCheck(run: SequenceRun, subject: SystemUnderTest): Promise<void> {
  if (run.model.down) {
    await subject.start(run.model.down);
    run.model = started(run.model);
  }
  const found = checkAgainstModel(run.model, await subject.settle());
  if ('contradictions' in found) throw new Error(found.contradictions.join('\n'));
  run.model = found.model;
}

export const hasRoom = ({ model }: ReadonlyRun): boolean =>
  model.down === null || model.inFlight.length < TOO_MANY;

export async function makeRoom(run: SequenceRun, subject: SystemUnderTest): Promise<void> {
  if (run.model.inFlight.length >= MANY && run.model.down === null) await settleAndCheck(run, subject);
}

export const allServicesUp = ({ model }: ReadonlyRun): boolean => model.down === null;

export const pick = <T>(from: readonly T[], index: number): T | undefined => from[index % from.length];

export function demandThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
