import type { System } from '../support/system.ts';
import { cpuMs } from './cpu-time.ts';

/** The processes whose cost is measured. The load generator is not one of them. */
export const PROCESSES = [
  'router',
  'call',
  'manage',
  'assign',
  'notifier',
  'sandbox',
  'postgres',
  'redis',
] as const;
export type MeasuredProcess = (typeof PROCESSES)[number];

/** The environment of a measured system: no limit stops the load, and logging costs little. */
export const UNLIMITED = {
  LOG_LEVEL: 'warn',
  RATE_PER_IDENTITY: 'off',
  RATE_PER_ADDRESS: 'off',
  CALLS_PER_MINUTE: '1000000',
  OPEN_CALLS_PER_CUSTOMER: '1000000',
  OPEN_CALLS_PER_DAY: '1000000',
};

/** CPU time of each process so far, ms; null where the kernel does not report it. */
export async function readCpu({ stack }: System): Promise<ReadonlyMap<MeasuredProcess, number | null>> {
  const read = PROCESSES.map(async (name) => [name, await cpuMs(stack.services()[name]?.pid ?? 0)] as const);
  return new Map(await Promise.all(read));
}
