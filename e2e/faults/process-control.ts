import { until } from '@movecall/service/until';
import type { Stack } from '@movecall/dev/stack';
import type { FailpointAction, FailpointReport, FailpointCommand } from '@movecall/failpoints';
import { type EventEmitter, once } from 'node:events';
import { PATIENCE_MS } from './patience.ts';
import type { Stateful } from './stateful-services.ts';

/** Arms failpoints in the services' processes, and waits for what happens to the processes. */
export interface ProcessControl {
  /** Arms one failpoint; resolves once the service has confirmed it. */
  armFailpoint(service: Stateful, step: string, action: FailpointAction): Promise<void>;
  /** Resolves with the moment (performance.now) at which an armed failpoint was reached or ended its process. */
  waitForFailpoint(service: Stateful, step: string, withinMs?: number): Promise<number>;
  /** Resolves with the moment (performance.now) at which the current process of a service has ended. */
  waitForExit(service: string, withinMs?: number): Promise<number>;
  /** Resolves once a service answers 200 at /readyz. */
  waitUntilReady(service: string): Promise<void>;
}

/** @param ipcMessages emits each IPC message of a process under the process's name */
export function createProcessControl(stack: Stack, ipcMessages: EventEmitter): ProcessControl {
  const pidOf = (name: string): number | null => stack.services()[name]?.pid ?? null;

  return {
    async armFailpoint(service, step, action) {
      const command: FailpointCommand = { failpoints: `${step}=${action}` };
      const answered = once(ipcMessages, service, { signal: AbortSignal.timeout(10_000) }) as Promise<
        [FailpointReport]
      >;
      stack.send(service, command);
      const [answer] = await answered;
      if (!('armed' in answer) || answer.armed !== command.failpoints)
        throw new Error(`${service} did not arm ${step}: ${JSON.stringify(answer)}`);
    },

    waitForFailpoint: (service, step, withinMs = 20_000) =>
      waitForFailpoint(ipcMessages, service, step, { pidOf, withinMs }),

    async waitForExit(service, withinMs = 20_000) {
      const pid = pidOf(service);
      return until(
        `the process of ${service} to end`,
        async () => (pidOf(service) === pid ? undefined : performance.now()),
        withinMs,
      );
    },

    async waitUntilReady(service) {
      await until(
        `${service} to be ready`,
        async () => {
          const url = stack.services()[service]?.url ?? '';
          const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(
            () => null,
          );
          await answer?.body?.cancel();
          return answer?.status === 200 || undefined;
        },
        PATIENCE_MS,
      );
    },
  };
}

interface FailpointWait {
  readonly pidOf: (service: string) => number | null;
  readonly withinMs: number;
}

function waitForFailpoint(
  ipcMessages: EventEmitter,
  service: Stateful,
  step: string,
  { pidOf, withinMs }: FailpointWait,
): Promise<number> {
  const pid = pidOf(service);
  return new Promise<number>((resolve, reject) => {
    const finish = (outcome: () => void): void => {
      clearInterval(exitPoll);
      clearTimeout(timeout);
      ipcMessages.off(service, onMessage);
      outcome();
    };
    const onMessage = (message: FailpointReport): void => {
      if ('reached' in message && message.reached === step) finish(() => resolve(performance.now()));
    };
    // A process that the failpoint kills may end before its message is delivered.
    const exitPoll = setInterval(() => {
      if (pidOf(service) !== pid) finish(() => resolve(performance.now()));
    }, 5);
    const timeout = setTimeout(
      () => finish(() => reject(new Error(`${service} did not reach ${step} within ${withinMs} ms`))),
      withinMs,
    );
    ipcMessages.on(service, onMessage);
  });
}
