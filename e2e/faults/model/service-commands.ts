import { allServicesUp, type Command, command, settleAndCheck } from './command.ts';
import * as model from './saga-model.ts';
import type { Disturbance } from './system-under-test.ts';

export function settle(): Command {
  return command('come to rest', {}, allServicesUp, settleAndCheck);
}

export function disturb(disturbance: Disturbance): Command {
  const { type, ...parameters } = disturbance;
  const service = 'service' in disturbance ? disturbance.service : null;
  return command(
    type,
    parameters,
    (run) => service === null || service !== run.model.down,
    (_run, system) => system.disturb(disturbance),
  );
}

export function stop(service: model.Stoppable): Command {
  return command('stop', { service }, allServicesUp, async (run, system) => {
    await system.stop(service);
    run.model = model.stopped(run.model, service);
  });
}

export function start(): Command {
  return command(
    'start',
    {},
    (run) => !allServicesUp(run),
    async (run, system) => {
      if (run.model.down) await system.start(run.model.down);
      run.model = model.started(run.model);
    },
  );
}
