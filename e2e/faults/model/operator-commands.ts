import { bases } from './fixture.ts';
import type { Mover } from './dispatch-model.ts';
import * as facts from './saga-model.ts';
import {
  type Command,
  command,
  settleAndCheck,
  hasRoom,
  allServicesUp,
  type ReadonlyRun,
  makeRoom,
  pick,
} from './command.ts';
import type { Disturbance } from './system-under-test.ts';

/** What operators do, and what befalls the services. */

const assignAnswers = (run: ReadonlyRun): boolean => run.model.down !== 'assign' && hasRoom(run);

export function switchMover({ which, available }: { which: number; available: boolean }): Command {
  return command(`switch ${available ? 'on' : 'off'}`, { which }, assignAnswers, async (run, subject) => {
    await makeRoom(run, subject);
    const mover = pick(facts.moversOf(run.model), which) ?? '';
    await subject.switch(mover, available);
    run.model = facts.switched(run.model, mover, available);
  });
}

export function register(types: Mover['moveTypes']): Command {
  const base = ({ model }: ReadonlyRun): string | undefined => bases[facts.moversOf(model).length];
  return command(
    'register',
    { types },
    (run) => base(run) !== undefined && assignAnswers(run),
    async (run, subject) => {
      await makeRoom(run, subject);
      const where = base(run) ?? '';
      const mover = { name: `at ${where}`, base: where, moveTypes: types };
      await subject.register(mover);
      run.model = facts.registered(run.model, mover);
    },
  );
}

export function rest(): Command {
  return command('come to rest', {}, allServicesUp, settleAndCheck);
}

export function disturb(disturbance: Disturbance): Command {
  const { type, ...how } = disturbance;
  const befalls = 'service' in disturbance ? disturbance.service : null;
  return command(
    type,
    how,
    ({ model }) => befalls === null || befalls !== model.down,
    (_run, subject) => subject.disturb(disturbance),
  );
}

export function stop(service: facts.Stoppable): Command {
  return command('stop', { service }, allServicesUp, async (run, subject) => {
    await subject.stop(service);
    run.model = facts.stopped(run.model, service);
  });
}

export function start(): Command {
  return command(
    'start',
    {},
    (run) => !allServicesUp(run),
    async (run, subject) => {
      if (run.model.down) await subject.start(run.model.down);
      run.model = facts.started(run.model);
    },
  );
}
