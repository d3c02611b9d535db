import { until } from '@movecall/service/until';
import type { FailpointAction } from '@movecall/failpoints';
import type { ServiceFailpoint } from './failpoints.ts';
import { PATIENCE_MS } from './patience.ts';
import type { Random } from './random.ts';
import type { Testbed } from './testbed.ts';

export interface FailpointHit {
  readonly failpoint: ServiceFailpoint;
  readonly action: FailpointAction;
  readonly random: Random;
  /** Runs once the failpoint is reached. Resolves with the moment (performance.now) from which recovery counts. */
  readonly onReached?: () => Promise<number>;
}

/**
 * Arms a failpoint, sends a request, a cancel or a reschedule that reaches it, and repeats that as the web page does.
 *
 * @returns ms until the call has its expected status in every service and its alerts have ended
 */
export async function hitFailpoint(testbed: Testbed, hit: FailpointHit): Promise<number> {
  const { failpoint, random } = hit;
  switch (failpoint.reachedBy) {
    case 'request': {
      const [since, callId] = await whileArmed(testbed, hit, () =>
        testbed.requestUntilAccepted(testbed.newRequest(random)),
      );
      await waitUntilConfirmed(testbed, callId);
      return performance.now() - since;
    }
    case 'cancel': {
      const callId = await testbed.requestUntilAccepted(testbed.newRequest(random));
      await waitUntilConfirmed(testbed, callId);
      const [since] = await whileArmed(testbed, hit, () => testbed.cancel(callId));
      await testbed.waitForStatus(callId, 'CANCELLED');
      await waitForCancelAlert(testbed, callId);
      return performance.now() - since;
    }
    case 'reschedule': {
      const callId = await testbed.requestUntilAccepted(testbed.newRequest(random));
      await waitUntilConfirmed(testbed, callId);
      const [since] = await whileArmed(testbed, hit, () => testbed.rescheduleUntilMoved(callId, random));
      await testbed.waitForStatus(callId, 'CONFIRMED');
      return performance.now() - since;
    }
    case 'refusal': {
      const request = testbed.newRequest(random);
      testbed.manageLine.set({ kind: 'refused' });
      const [since] = await whileArmed(testbed, hit, () => testbed.request(request)).finally(() =>
        testbed.manageLine.set({ kind: 'open' }),
      );
      await waitUntilConfirmed(testbed, await testbed.requestUntilAccepted(request));
      return performance.now() - since;
    }
    default:
      return failpoint.reachedBy satisfies never;
  }
}

/** Resolves with the moment of the fault and the result of `work` once both are over. */
async function whileArmed<T>(
  testbed: Testbed,
  { failpoint: { service, name }, action, onReached }: FailpointHit,
  work: () => Promise<T>,
): Promise<readonly [number, T]> {
  await testbed.armFailpoint(service, name, action);
  const reached = testbed.waitForFailpoint(service, name);
  return await Promise.all([onReached ? reached.then(onReached) : reached, work()]);
}

async function waitUntilConfirmed(testbed: Testbed, callId: string): Promise<void> {
  await testbed.waitForStatus(callId, 'CONFIRMED');
  await testbed.waitForAlerts(callId);
}

const waitForCancelAlert = (testbed: Testbed, callId: string): Promise<true> =>
  until(
    `the CALL_CANCELLED alert of call ${callId} to end`,
    async () => {
      const { count } = await testbed.system.sql.notifier`
        select from deliveries
        where correlation_id = ${callId} and template = 'CALL_CANCELLED' and status in ('DELIVERED', 'FAILED')`;
      return count === 1 || undefined;
    },
    PATIENCE_MS,
  );
