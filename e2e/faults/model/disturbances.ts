import { setTimeout as delay } from 'node:timers/promises';
import type { FaultProxy } from '@movecall/testkit/fault-proxy';
import type { Testbed } from '../testbed.ts';
import type { Connection, Disturbance } from './system-under-test.ts';

/** The disturbances of one sequence. Each ends by itself; `ended` waits for all that were started. */
export function createDisturbances(testbed: Testbed) {
  const { stack, redis, stream } = testbed.system;
  let open: Promise<unknown>[] = [];

  const later = (ms: number, act: () => void): void => {
    // The delay is the disturbance: the next commands run meanwhile.
    open.push(delay(ms).then(act));
  };

  async function duplicateEntries(name: string, ages: readonly number[]): Promise<void> {
    const latest = await redis.xrevrange(name, '+', '-', 'COUNT', 30);
    for (const age of ages) {
      const fields = latest[age]?.[1];
      if (fields) await redis.xadd(name, '*', ...fields);
    }
  }

  return {
    async disturb(disturbance: Disturbance): Promise<void> {
      switch (disturbance.type) {
        case 'kill':
          return later(disturbance.afterMs, () => stack.kill(disturbance.service, 'SIGKILL'));
        case 'freeze': {
          stack.kill(disturbance.service, 'SIGSTOP');
          return later(disturbance.forMs, () => stack.kill(disturbance.service, 'SIGCONT'));
        }
        case 'delay': {
          const line = proxyOf(testbed, disturbance.line);
          line.set({ kind: 'slow', ms: disturbance.ms });
          return later(disturbance.forMs, () => line.set({ kind: 'open' }));
        }
        case 'duplicate':
          return duplicateEntries(stream(disturbance.stream), disturbance.ages);
        default:
          return disturbance satisfies never;
      }
    },
    /** Adds something else that `ended` waits for. */
    add(work: Promise<unknown>): void {
      open.push(work);
    },
    async ended(): Promise<void> {
      await Promise.all(open);
      open = [];
    },
  };
}

function proxyOf(testbed: Testbed, connection: Connection): FaultProxy {
  const { manageLine, providerLine, reportLine, postgresLine, redisLine } = testbed;
  const lines: Readonly<Record<Connection, FaultProxy>> = {
    manage: manageLine,
    provider: providerLine,
    reports: reportLine,
    'postgres of call': postgresLine.call,
    'postgres of manage': postgresLine.manage,
    'postgres of assign': postgresLine.assign,
    'redis of call': redisLine.call,
    'redis of manage': redisLine.manage,
    'redis of assign': redisLine.assign,
  };
  return lines[connection];
}
