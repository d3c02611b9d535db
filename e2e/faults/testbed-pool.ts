import type { Fault } from './fault.ts';
import { startTestbed, type Testbed } from './testbed.ts';

/** Where the groups of a campaign get their systems from. */
export interface TestbedPool {
  /** Starts a system, or takes one that an earlier group has left. */
  take(fault: Fault): Promise<Testbed>;
  /** Keeps a sound system for a later group, or closes it when the groups do not share. */
  giveBack(testbed: Testbed, fault: Fault): Promise<void>;
  /** Closes the systems that nobody has taken again. */
  close(): Promise<void>;
}

/** @param shared whether groups share systems, all but those whose faults need one of their own */
export function createTestbedPool(shared: boolean): TestbedPool {
  const idle: Testbed[] = [];
  const mayShare = ({ replicas, ownSystem = false }: Fault): boolean =>
    shared && replicas === undefined && !ownSystem;
  return {
    take: async (fault) => (mayShare(fault) ? idle.pop() : undefined) ?? (await startTestbed(fault.replicas)),
    async giveBack(testbed, fault) {
      if (mayShare(fault)) idle.push(testbed);
      else await testbed.close();
    },
    async close() {
      await Promise.all(idle.splice(0).map((testbed) => testbed.close()));
    },
  };
}
