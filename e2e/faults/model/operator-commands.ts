import { type Command, command, hasRoom, makeRoom, pick, type ReadonlyRun } from './command.ts';
import type { Mover } from './dispatch-model.ts';
import { bases } from './fixture.ts';
import * as model from './saga-model.ts';

const assignAnswers = (run: ReadonlyRun): boolean => run.model.down !== 'assign' && hasRoom(run);

export function switchMover({ which, available }: { which: number; available: boolean }): Command {
  return command(`switch ${available ? 'on' : 'off'}`, { which }, assignAnswers, async (run, system) => {
    await makeRoom(run, system);
    const mover = pick(model.moversOf(run.model), which) ?? '';
    await system.switch(mover, available);
    run.model = model.switched(run.model, mover, available);
  });
}

export function register({ types, insured }: { types: Mover['moveTypes']; insured: boolean }): Command {
  const nextBase = (run: ReadonlyRun): string | undefined => bases[model.moversOf(run.model).length];
  return command(
    'register',
    { types, insured },
    (run) => nextBase(run) !== undefined && assignAnswers(run),
    async (run, system) => {
      await makeRoom(run, system);
      const base = nextBase(run) ?? '';
      const mover = { name: `at ${base}`, base, moveTypes: types, insured };
      await system.register(mover);
      run.model = model.registered(run.model, mover);
    },
  );
}
