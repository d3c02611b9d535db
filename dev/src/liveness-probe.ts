import { setTimeout as delay } from 'node:timers/promises';

/** The settings of a liveness probe, with Kubernetes' names and meanings. */
export interface LivenessProbe {
  readonly periodMs: number;
  readonly timeoutMs: number;
  /** How many failures in a row count as dead. */
  readonly failureThreshold: number;
}

/** Slower than in production: a developer may have paused a process on purpose, in a debugger or with SIGSTOP. */
export const patientProbe: LivenessProbe = { periodMs: 10_000, timeoutMs: 5_000, failureThreshold: 6 };

/** Probes until `failureThreshold` checks in a row have failed, or until `signal` aborts. */
export async function untilProbeFails(
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
