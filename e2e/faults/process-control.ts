import { until } from '@movecall/service/until';
import type { Stack } from '@movecall/dev/stack';
import type { FailpointAction, FailpointReport, FailpointCommand } from '@movecall/failpoints';
import { type EventEmitter, once } from 'node:events';
import type { Stateful } from './stateful-services.ts';

/** What befalls the services' processes, and how they are. */
export interface ProcessControl {
  /** Arms one step of a service; resolves once it knows. */
  armFailpoint(service: Stateful, step: string, action: FailpointAction): Promise<void>;
  /** Resolves with the moment (performance.now) at which an armed step was reached: by its message, or by the death it brought. */
  waitForFailpoint(service: Stateful, step: string, withinMs?: number): Promise<number>;
  /** Resolves with the moment at which a service that runs now has died. */
  waitForExit(service: string, withinMs?: number): Promise<number>;
  /** Resolves once a service answers that it is ready. */
  waitUntilReady(service: string, withinMs?: number): Promise<void>;
}

/** @param news emits what a process says over its IPC channel, under its name */
export function createProcessControl(stack: Stack, news: EventEmitter): ProcessControl {
  const pids = (name: string): number | null => stack.services()[name]?.pid ?? null;

  return {
    async armFailpoint(service, step, action) {
      const order: FailpointCommand = { failpoints: `${step}=${action}` };
      const answered = once(news, service, { signal: AbortSignal.timeout(10_000) }) as Promise<
        [FailpointReport]
      >;
      stack.send(service, order);
      const [answer] = await answered;
      if (!('armed' in answer) || answer.armed !== order.failpoints)
        throw new Error(`${service} did not arm ${step}: ${JSON.stringify(answer)}`);
    },

    async waitForFailpoint(service, step, withinMs = 20_000) {
      const pid = pids(service);
      return await new Promise<number>((resolve, reject) => {
        const finish = (outcome: () => void): void => {
          clearInterval(watch);
          clearTimeout(patience);
          news.off(service, hear);
          outcome();
        };
        const hear = (message: FailpointReport): void => {
          if ('reached' in message && message.reached === step) finish(() => resolve(performance.now()));
        };
        // A kill's message may die with its process.
        const watch = setInterval(() => {
          if (pids(service) !== pid) finish(() => resolve(performance.now()));
        }, 5);
        const patience = setTimeout(
          () => finish(() => reject(new Error(`${service} did not come to ${step} within ${withinMs} ms`))),
          withinMs,
        );
        news.on(service, hear);
      });
    },

    async waitForExit(service, withinMs = 20_000) {
      const pid = pids(service);
      return until(
        `${service} to die`,
        async () => (pids(service) === pid ? undefined : performance.now()),
        withinMs,
      );
    },

    async waitUntilReady(service, withinMs = 30_000) {
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
        withinMs,
      );
    },
  };
}
