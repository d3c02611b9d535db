import { readFileSync } from 'node:fs';
import type { BenchEnvironment, RunningGateway } from '../router/environment.ts';
import { POD_MB } from './gateways.ts';
import type { FloodResult, FloodTask, Tally } from './load-tasks.ts';

export interface Memory {
  readonly documents: number;
  readonly seconds: number;
  readonly tally: Tally;
  /** Resident memory before the first document, at its highest, and after the last answer, MB. */
  readonly startMb: number;
  readonly highestMb: number;
  readonly endMb: number;
  readonly lived: boolean;
  /** Whether the process needed more than its pod would have had: the kernel would have ended it. */
  readonly overPod: boolean;
}

const SAMPLE_EVERY_MS = 100;
const CONNECTIONS = 4;

/**
 * Sends distinct documents, each in all combinations of its conditions, and watches the resident memory.
 *
 * @param documents how many, if the time is enough
 */
export async function measureMemory(
  environment: BenchEnvironment,
  { process: gateway, url }: RunningGateway,
  documents: number,
  seconds: number,
): Promise<Memory> {
  const startMb = residentMb(gateway.pid) ?? Number.NaN;
  let highestMb = startMb;
  let endMb = startMb;
  const sample = (): void => {
    endMb = residentMb(gateway.pid) ?? endMb;
    highestMb = Math.max(highestMb, endMb);
  };
  const sampler = setInterval(sample, SAMPLE_EVERY_MS);
  const task: FloodTask = {
    url,
    sample: 'catalog',
    tokens: { known: environment.tokens[0]!, other: environment.tokens[1]! },
    documents,
    seconds,
    from: 0,
    connections: CONNECTIONS,
  };
  const result = await environment.documentLoad.ask<FloodResult>({ ask: 'flood', ...task });
  clearInterval(sampler);
  sample();
  return {
    documents: result.answered,
    seconds: result.seconds,
    tally: result.tally,
    startMb,
    highestMb,
    endMb,
    lived: gateway.lives(),
    overPod: highestMb > POD_MB,
  };
}

/** @returns null when the process has ended, or where there is no /proc */
function residentMb(pid: number): number | null {
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? null : Number(kb) / 1_024;
  } catch {
    return null;
  }
}
