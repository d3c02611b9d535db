import { until } from '@movecall/service/until';
import type { FailpointAction } from '@movecall/failpoints';
import type { Random } from './random.ts';
import type { Step } from './steps.ts';
import type { World } from './world.ts';

export interface Passing {
  readonly step: Step;
  readonly action: FailpointAction;
  readonly random: Random;
  /** What is done about it once the step was reached; answers the moment (performance.now) from which recovery counts. */
  readonly onReached?: () => Promise<number>;
}

/**
 * Arms a step, makes something that comes by it, and insists as a customer's page does.
 *
 * @returns ms until the call is everywhere what it was to be, and its customer was told
 */
export async function passing(world: World, { step, action, random, onReached }: Passing): Promise<number> {
  /** Resolves with the moment of the fault once both it and what was insisted on meanwhile are over. */
  async function during<T>(work: () => Promise<T>): Promise<readonly [number, T]> {
    await world.arm(step.service, step.name, action);
    const reached = world.reached(step.service, step.name);
    return await Promise.all([onReached ? reached.then(onReached) : reached, work()]);
  }

  switch (step.passedBy) {
    case 'request': {
      const [since, callId] = await during(() => world.insist(world.ask(random)));
      await confirmed(world, callId);
      return performance.now() - since;
    }
    case 'cancel': {
      const callId = await world.insist(world.ask(random));
      await confirmed(world, callId);
      const [since] = await during(() => world.cancel(callId));
      await world.reaches(callId, 'CANCELLED');
      await toldOfCancel(world, callId);
      return performance.now() - since;
    }
    case 'refusal': {
      const asked = world.ask(random);
      world.manageLine.set({ kind: 'refused' });
      const [since] = await during(() => world.request(asked)).finally(() =>
        world.manageLine.set({ kind: 'open' }),
      );
      await confirmed(world, await world.insist(asked));
      return performance.now() - since;
    }
    default:
      return step.passedBy satisfies never;
  }
}

async function confirmed(world: World, callId: string): Promise<void> {
  await world.reaches(callId, 'CONFIRMED');
  await world.told(callId);
}

const toldOfCancel = (world: World, callId: string): Promise<true> =>
  until(
    `the customer of call ${callId} to be told of the cancel`,
    async () => {
      const { count } = await world.system.sql.notifier`
        select from deliveries
        where correlation_id = ${callId} and template = 'CALL_CANCELLED' and status in ('DELIVERED', 'FAILED')`;
      return count === 1 || undefined;
    },
    60_000,
  );
