import { until } from '@movecall/service/until';
import type { FailpointAction } from '@movecall/failpoints';
import type { Random } from './random.ts';
import type { ServiceFailpoint } from './failpoints.ts';
import type { Testbed } from './testbed.ts';

export interface FailpointHit {
  readonly failpoint: ServiceFailpoint;
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
export async function hitFailpoint(
  testbed: Testbed,
  { failpoint: step, action, random, onReached }: FailpointHit,
): Promise<number> {
  /** Resolves with the moment of the fault once both it and what was insisted on meanwhile are over. */
  async function during<T>(work: () => Promise<T>): Promise<readonly [number, T]> {
    await testbed.armFailpoint(step.service, step.name, action);
    const reached = testbed.waitForFailpoint(step.service, step.name);
    return await Promise.all([onReached ? reached.then(onReached) : reached, work()]);
  }

  switch (step.reachedBy) {
    case 'request': {
      const [since, callId] = await during(() => testbed.requestUntilAccepted(testbed.newRequest(random)));
      await confirmed(testbed, callId);
      return performance.now() - since;
    }
    case 'cancel': {
      const callId = await testbed.requestUntilAccepted(testbed.newRequest(random));
      await confirmed(testbed, callId);
      const [since] = await during(() => testbed.cancel(callId));
      await testbed.waitForStatus(callId, 'CANCELLED');
      await toldOfCancel(testbed, callId);
      return performance.now() - since;
    }
    case 'refusal': {
      const asked = testbed.newRequest(random);
      testbed.manageLine.set({ kind: 'refused' });
      const [since] = await during(() => testbed.request(asked)).finally(() =>
        testbed.manageLine.set({ kind: 'open' }),
      );
      await confirmed(testbed, await testbed.requestUntilAccepted(asked));
      return performance.now() - since;
    }
    default:
      return step.reachedBy satisfies never;
  }
}

async function confirmed(testbed: Testbed, callId: string): Promise<void> {
  await testbed.waitForStatus(callId, 'CONFIRMED');
  await testbed.waitForAlerts(callId);
}

const toldOfCancel = (testbed: Testbed, callId: string): Promise<true> =>
  until(
    `the customer of call ${callId} to be told of the cancel`,
    async () => {
      const { count } = await testbed.system.sql.notifier`
        select from deliveries
        where correlation_id = ${callId} and template = 'CALL_CANCELLED' and status in ('DELIVERED', 'FAILED')`;
      return count === 1 || undefined;
    },
    60_000,
  );
