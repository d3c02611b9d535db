import { lastLines } from '@movecall/embedded/logs';
import type { Exit, RunningProcess } from '@movecall/embedded/processes';
import { seconds } from '@movecall/values/duration';
import { setTimeout as delay } from 'node:timers/promises';
import { untilProbeFails } from './liveness-probe.ts';
import type { Unit, UnitState } from './supervisor.ts';

/** One period between a start and the next stop, over any number of processes. */
export interface Supervision {
  /** Resolves when the first process is ready; rejects when the start failed. */
  readonly ready: Promise<void>;
  readonly wasReady: boolean;
  /** Aborts when `stop` is called. */
  readonly stopping: AbortSignal;
  /** Resolves when `stop` is called. */
  readonly stopped: Promise<'stop'>;
  readonly graceMs: number | undefined;
  /** Resolves when the last process is gone. */
  ended: Promise<void>;
  succeed(): void;
  fail(error: unknown): void;
  stop(graceMs?: number): void;
}

/** The unit did not become ready; the message ends with the last lines of its log. */
export class StartFailed extends Error {
  constructor(unit: Unit, why: string) {
    const log = lastLines(unit.logFile);
    super(`${unit.name} ${why}.${log === '' ? '' : ` The end of ${unit.logFile}:\n${log}`}`);
    this.name = 'StartFailed';
  }
}

const READY_POLL_MS = 50;
/** After this many exits before ready, the start counts as failed. The supervisor goes on trying. */
const LAUNCHES_UNTIL_START_FAILS = 3;
const LONGEST_PAUSE_MS = 5_000;
/** A process that failed its liveness probe has little work left to finish. */
const DEAD_GRACE_MS = 2_000;

export function createSupervision(): Supervision {
  const controller = new AbortController();
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const ready = new Promise<void>((onReady, onFailure) => {
    resolve = onReady;
    reject = onFailure;
  });
  // The caller of `start` gets the rejection; a later one has no listener.
  ready.catch(() => undefined);
  let wasReady = false;
  let graceMs: number | undefined;
  return {
    ready,
    get wasReady() {
      return wasReady;
    },
    stopping: controller.signal,
    stopped: new Promise((onStop) =>
      controller.signal.addEventListener('abort', () => onStop('stop'), { once: true }),
    ),
    get graceMs() {
      return graceMs;
    },
    ended: Promise.resolve(),
    succeed() {
      wasReady = true;
      resolve();
    },
    fail: (error) => reject(error),
    stop(requestedGraceMs) {
      graceMs = requestedGraceMs;
      controller.abort();
    },
  };
}

/** Launches the unit again and again until the supervision is stopped. */
export async function supervise(
  unit: Unit,
  supervision: Supervision,
  enter: (state: UnitState) => void,
  log: (line: string) => void,
): Promise<void> {
  let failures = 0;
  while (!supervision.stopping.aborted) {
    enter({ status: 'launching' });
    const outcome = await runProcess(unit, supervision, enter, log, failures > 0);
    failures = outcome === 'was ready' ? 0 : failures + 1;
    if (failures >= LAUNCHES_UNTIL_START_FAILS)
      supervision.fail(new StartFailed(unit, `ended ${failures} times before it was ready`));
    await delay(pauseAfter(failures), undefined, { signal: supervision.stopping }).catch(() => undefined);
  }
  enter({ status: 'stopped' });
}

/** Milliseconds before the next launch, after so many exits before ready in a row. */
const pauseAfter = (failures: number): number =>
  failures < 2 ? 0 : Math.min(250 * 2 ** (failures - 2), LONGEST_PAUSE_MS);

/** Runs one process, from its launch to its end. */
async function runProcess(
  unit: Unit,
  supervision: Supervision,
  enter: (state: UnitState) => void,
  log: (line: string) => void,
  isRetry: boolean,
): Promise<'was ready' | 'never ready'> {
  const since = performance.now();
  let process: RunningProcess;
  try {
    process = await unit.launch();
  } catch (error) {
    // A first start that fails rejects, and its caller shows the reason.
    if (supervision.wasReady)
      log(`${unit.name} cannot be started: ${error instanceof Error ? error.message : String(error)}`);
    supervision.fail(error);
    return 'never ready';
  }
  enter({ status: 'starting', process });
  const ready = await becomesReady(unit, process, supervision.stopping);
  if (ready) {
    enter({ status: 'ready', process });
    if (isRetry || supervision.wasReady)
      log(`${unit.name} is ready again after ${seconds(performance.now() - since)}`);
    supervision.succeed();
  }
  await untilEnded(unit, process, supervision, ready, log);
  return ready ? 'was ready' : 'never ready';
}

async function becomesReady(unit: Unit, process: RunningProcess, stopping: AbortSignal): Promise<boolean> {
  let ended = false;
  void process.exited.then(() => (ended = true));
  while (!ended && !stopping.aborted) {
    if (await unit.isReady(process)) return true;
    await delay(READY_POLL_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
  return false;
}

/** Waits for the first of three ends and carries it out: the process exits, `stop` is called, or the probe fails. */
async function untilEnded(
  unit: Unit,
  process: RunningProcess,
  supervision: Supervision,
  isProbed: boolean,
  log: (line: string) => void,
): Promise<void> {
  const over = new AbortController();
  const { isAlive, probe } = unit;
  const dead =
    isProbed && isAlive && probe
      ? [untilProbeFails((timeoutMs) => isAlive(process, timeoutMs), probe, over.signal)]
      : [];
  const end = await Promise.race([process.exited, supervision.stopped, ...dead]);
  over.abort();
  if (end === 'stop') await process.stop(supervision.graceMs);
  else if (end === 'dead') {
    log(
      `${unit.name} fails its liveness probe; starting it again. The end of its log:\n${lastLines(unit.logFile, 8)}`,
    );
    await process.stop(DEAD_GRACE_MS);
  } else
    log(`${unit.name} ${describe(end)}; starting it again${supervision.wasReady ? endOfLog(unit, end) : ''}`);
}

function describe({ code, signal }: Exit): string {
  return signal === null ? `ended by itself with exit code ${code}` : `was killed by ${signal}`;
}

/** Empty for a signal: it came from outside, so the log has no reason. (StartFailed shows the log of a failed start.) */
function endOfLog(unit: Unit, { signal }: Exit): string {
  const log = signal === null ? lastLines(unit.logFile, 8) : '';
  return log === '' ? '' : `. The end of its log:\n${log}`;
}
