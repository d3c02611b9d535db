import { setTimeout as delay } from 'node:timers/promises';
import { seconds } from '@movecall/values/duration';
import { type LivenessProbe, untilDead } from './liveness.ts';
import { lastLines } from '@movecall/embedded/logs';
import type { Exit, RunningProcess } from '@movecall/embedded/processes';

/** Something that is kept running: a service or a database. */
export interface Unit {
  readonly name: string;
  readonly logFile: string;
  /** Starts its process. A rejection says in clear words why that is impossible. */
  launch(): Promise<RunningProcess>;
  /** Whether the process can do its work now. */
  isReady(process: RunningProcess): Promise<boolean>;
  /** Whether a restart would not help it, asked by `probe` once it is ready; without both, only its end is noticed. */
  isAlive?(process: RunningProcess, timeoutMs: number): Promise<boolean>;
  readonly probe?: LivenessProbe;
}

export type State =
  | { readonly status: 'stopped' }
  | { readonly status: 'launching' }
  | { readonly status: 'starting'; readonly process: RunningProcess }
  | { readonly status: 'ready'; readonly process: RunningProcess };

export interface Keeper {
  readonly name: string;
  state(): State;
  /** Resolves once it is ready; rejects when it will not become so. */
  start(): Promise<'started' | 'running already'>;
  /** Resolves once the process is gone; nothing starts it again. */
  stop(graceMs?: number): Promise<'stopped' | 'stopped already'>;
  /** Sends a signal to its process, and leaves what follows to the keeper. */
  kill(signal: NodeJS.Signals): void;
  /** Says something to its process, if that runs and listens. */
  tell(message: object): void;
}

/** It did not become ready; the message has its last words. */
export class StartFailed extends Error {
  constructor(unit: Unit, why: string) {
    const said = lastLines(unit.logFile);
    super(`${unit.name} ${why}.${said === '' ? '' : ` The end of ${unit.logFile}:\n${said}`}`);
    this.name = 'StartFailed';
  }
}

const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 50;
const TRIES_TO_START = 3;
const LONGEST_PAUSE_MS = 5_000;
/** What cannot do its work has little to finish. */
const DEAD_GRACE_MS = 2_000;

/**
 * Keeps one unit running between `start` and `stop`:
 *
 *   stopped ──start──▶ launching ──▶ starting ──▶ ready
 *                          ▲            │ dies      │ dies
 *                          └── pause ◀──┴───────────┘          stop, from anywhere ──▶ stopped
 *
 * What is ready and cannot show any more that it is alive is made to die.
 *
 * Dying after having been ready is a mishap, and it is launched again at once. Dying before that, time after time, is
 * a crash loop: from the second death on the pause doubles, up to five seconds.
 */
export function createKeeper(unit: Unit, onChange: () => void, log: (line: string) => void): Keeper {
  let state: State = { status: 'stopped' };
  let life: Life | undefined;

  function enter(next: State): void {
    state = next;
    onChange();
  }

  async function keep(current: Life): Promise<void> {
    let failures = 0;
    while (!current.stopping.aborted) {
      enter({ status: 'launching' });
      const outcome = await runOnce(current, failures > 0);
      failures = outcome === 'was ready' ? 0 : failures + 1;
      if (failures >= TRIES_TO_START)
        current.fail(new StartFailed(unit, `ended ${failures} times before it was ready`));
      const pause = failures < 2 ? 0 : Math.min(250 * 2 ** (failures - 2), LONGEST_PAUSE_MS);
      await delay(pause, undefined, { signal: current.stopping }).catch(() => undefined);
    }
    enter({ status: 'stopped' });
  }

  /** One process, from its launch to its end. */
  async function runOnce(current: Life, again: boolean): Promise<'was ready' | 'never ready'> {
    const since = performance.now();
    let process: RunningProcess;
    try {
      process = await unit.launch();
    } catch (error) {
      // Whoever waits for a first start hears of it by the rejection.
      if (current.wasReady)
        log(`${unit.name} cannot be started: ${error instanceof Error ? error.message : String(error)}`);
      current.fail(error);
      return 'never ready';
    }
    enter({ status: 'starting', process });
    const ready = await becomesReady(unit, process, current.stopping);
    if (ready) {
      enter({ status: 'ready', process });
      if (again || current.wasReady)
        log(`${unit.name} is ready again after ${seconds(performance.now() - since)}`);
      current.succeed();
    }
    const over = new AbortController();
    const { isAlive, probe } = unit;
    const dead =
      ready && isAlive && probe
        ? [untilDead((timeoutMs) => isAlive(process, timeoutMs), probe, over.signal)]
        : [];
    const exit = await Promise.race([process.exited, current.stopped, ...dead]);
    over.abort();
    if (exit === 'stop') await process.stop(current.graceMs);
    else if (exit === 'dead') {
      log(
        `${unit.name} cannot do its work any more; starting it again. Its last words:\n${lastLines(unit.logFile, 8)}`,
      );
      await process.stop(DEAD_GRACE_MS);
    } else
      log(
        `${unit.name} ${describe(exit)}; starting it again${current.wasReady ? lastWords(unit, exit) : ''}`,
      );
    return ready ? 'was ready' : 'never ready';
  }

  return {
    name: unit.name,
    state: () => state,
    async start() {
      if (life !== undefined && !life.stopping.aborted) {
        await life.ready;
        return 'running already';
      }
      await life?.ended;
      const born = createLife();
      life = born;
      const timeout = setTimeout(() => {
        born.fail(new StartFailed(unit, `is not ready after ${READY_TIMEOUT_MS / 1000} s`));
      }, READY_TIMEOUT_MS);
      born.ended = keep(born);
      await born.ready.finally(() => clearTimeout(timeout));
      return 'started';
    },
    async stop(graceMs) {
      if (life === undefined) return 'stopped already';
      const ending = life;
      ending.stop(graceMs);
      ending.fail(new Error(`${unit.name} was stopped before it was ready`));
      await ending.ended;
      if (life === ending) life = undefined;
      return 'stopped';
    },
    kill(signal) {
      if (state.status === 'starting' || state.status === 'ready') state.process.kill(signal);
    },
    tell(message) {
      if (state.status === 'starting' || state.status === 'ready') state.process.tell?.(message);
    },
  };
}

/** What lies between a start and the next stop. */
interface Life {
  readonly ready: Promise<void>;
  readonly wasReady: boolean;
  readonly stopping: AbortSignal;
  readonly stopped: Promise<'stop'>;
  readonly graceMs: number | undefined;
  ended: Promise<void>;
  succeed(): void;
  fail(error: unknown): void;
  stop(graceMs?: number): void;
}

function createLife(): Life {
  const controller = new AbortController();
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const ready = new Promise<void>((onReady, onFailure) => {
    resolve = onReady;
    reject = onFailure;
  });
  // Whoever called start hears of a failure; after that nobody listens any more.
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
    stop(patience) {
      graceMs = patience;
      controller.abort();
    },
  };
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

function describe({ code, signal }: Exit): string {
  return signal === null ? `ended by itself with exit code ${code}` : `was killed by ${signal}`;
}

/** A signal came from outside and explains itself; an exit code does not. (A start that fails says it all at its end.) */
function lastWords(unit: Unit, { signal }: Exit): string {
  const said = signal === null ? lastLines(unit.logFile, 8) : '';
  return said === '' ? '' : `. Its last words:\n${said}`;
}
