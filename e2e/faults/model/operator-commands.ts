import { until } from '@movecall/service/until';
import { PATIENCE_MS } from '../patience.ts';
import { type Command, command, hasRoom, makeRoom, pick, type ReadonlyRun } from './command.ts';
import type { Mover } from './dispatch-model.ts';
import { bases } from './fixture.ts';
import * as model from './saga-model.ts';
import type { SystemUnderTest } from './system-under-test.ts';

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

const hasCalls = (run: ReadonlyRun): boolean => run.model.calls.length > 0;

/** The mover that has a call gives it back. */
export function drop(which: number): Command {
  return command(
    'drop',
    { which },
    (run) => hasCalls(run) && assignAnswers(run),
    async (run, system) => {
      await makeRoom(run, system);
      const call = pick(run.model.calls, which);
      const held = call && (await system.holderOf(call.id));
      if (!call || !held) return;
      const { key } = call.request;
      const done = await answerTo(`the drop of ${key}`, () => system.drop(call.id, held.assignmentId));
      run.model = model.changedTeam(run.model, 'dropped', { key, mover: held.mover, done });
    },
  );
}

/** An operator gives a call to a mover. Its way leads through manage. */
export function reassign({ which, to }: { which: number; to: number }): Command {
  return command(
    'reassign',
    { which, to },
    (run) => hasCalls(run) && run.model.down !== 'manage' && assignAnswers(run),
    async (run, system) => {
      await makeRoom(run, system);
      const call = pick(run.model.calls, which);
      const mover = pick(model.moversOf(run.model), to);
      if (!call || mover === undefined) return;
      const { key } = call.request;
      const done = await answerTo(`the reassignment of ${key}`, () => system.reassign(call.id, mover));
      run.model = model.changedTeam(run.model, 'reassigned', { key, mover, done });
    },
  );
}

/** Asks until there is an answer. @returns null for a refusal after an answer that was lost */
async function answerTo(
  what: string,
  ask: () => ReturnType<SystemUnderTest['drop']>,
): Promise<boolean | null> {
  let someLost = false;
  const done = await until(
    `an answer to ${what}`,
    async () => {
      const answer = await ask();
      someLost ||= answer === null;
      return answer ?? undefined;
    },
    PATIENCE_MS,
  );
  return done || !someLost ? done : null;
}
