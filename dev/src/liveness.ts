import { setTimeout as delay } from 'node:timers/promises';

/** As Kubernetes has it: how often a process is asked, how long it may take, and how often in a row it may fail. */
export interface LivenessProbe {
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly failureThreshold: number;
}

/** Patient: somebody may have stopped a process for a while, to look at it or to see what comes of it. */
export const patientProbe: LivenessProbe = { periodMs: 10_000, timeoutMs: 5_000, failureThreshold: 6 };

/** Resolves once something has failed to show that it is alive too often in a row, or when nobody wants to know any more. */
export async function untilDead(
  isAlive: (timeoutMs: number) => Promise<boolean>,
  { periodMs, timeoutMs, failureThreshold }: LivenessProbe,
  signal: AbortSignal,
): Promise<'dead'> {
  for (let failures = 0; failures < failureThreshold && !signal.aborted;) {
    await delay(periodMs, undefined, { signal }).catch(() => undefined);
    failures = (await isAlive(timeoutMs)) ? 0 : failures + 1;
  }
  return 'dead';
}
