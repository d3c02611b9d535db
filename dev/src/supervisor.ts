import type { RunningProcess } from '@movecall/embedded/processes';
import type { LivenessProbe } from './liveness-probe.ts';
import { createSupervision, StartFailed, supervise, type Supervision } from './supervision.ts';

/** A program that is kept running: a service or a database. */
export interface Unit {
  readonly name: string;
  readonly logFile: string;
  /** Starts a process of it. A rejection's message says why none can be started. */
  launch(): Promise<RunningProcess>;
  /** Whether the process can do its work now. */
  isReady(process: RunningProcess): Promise<boolean>;
  /**
   * Whether the process still makes progress; `probe` says how often to check once it is ready. A unit without both is
   * restarted only when its process ends.
   */
  isAlive?(process: RunningProcess, timeoutMs: number): Promise<boolean>;
  readonly probe?: LivenessProbe;
}

export type UnitState =
  | { readonly status: 'stopped' }
  | { readonly status: 'launching' }
  | { readonly status: 'starting'; readonly process: RunningProcess }
  | { readonly status: 'ready'; readonly process: RunningProcess };

export interface Supervisor {
  readonly name: string;
  state(): UnitState;
  /**
   * Resolves once the unit is ready.
   * @throws StartFailed when the unit does not become ready
   */
  start(): Promise<'started' | 'running already'>;
  /** Resolves once the process is gone. The unit stays stopped until the next `start`. */
  stop(graceMs?: number): Promise<'stopped' | 'stopped already'>;
  /** Sends a signal to the process. The supervisor reacts to what follows as it does to any crash. */
  kill(signal: NodeJS.Signals): void;
  /** Sends an IPC message to the process, if one runs and has a channel. */
  send(message: object): void;
}

const READY_TIMEOUT_MS = 60_000;

/**
 * Keeps one unit running between `start` and `stop`:
 *
 *   stopped ──start──▶ launching ──▶ starting ──▶ ready
 *                          ▲            │ exits     │ exits or fails its liveness probe
 *                          └── pause ◀──┴───────────┘          stop, from any state ──▶ stopped
 *
 * A process that exits after it was ready is launched again at once. A process that exits before it was ready, time after
 * time, is in a crash loop: from the second such exit on, the pause before the next launch doubles, up to five seconds.
 *
 * @param onChange is called after each change of state
 */
export function createSupervisor(unit: Unit, onChange: () => void, log: (line: string) => void): Supervisor {
  let state: UnitState = { status: 'stopped' };
  let current: Supervision | undefined;

  function enter(next: UnitState): void {
    state = next;
    onChange();
  }

  const runningProcess = (): RunningProcess | undefined =>
    state.status === 'starting' || state.status === 'ready' ? state.process : undefined;

  return {
    name: unit.name,
    state: () => state,
    async start() {
      if (current !== undefined && !current.stopping.aborted) {
        await current.ready;
        return 'running already';
      }
      await current?.ended;
      const started = createSupervision();
      current = started;
      const timeout = setTimeout(() => {
        started.fail(new StartFailed(unit, `is not ready after ${READY_TIMEOUT_MS / 1000} s`));
      }, READY_TIMEOUT_MS);
      started.ended = supervise(unit, started, enter, log);
      await started.ready.finally(() => clearTimeout(timeout));
      return 'started';
    },
    async stop(graceMs) {
      if (current === undefined) return 'stopped already';
      const stopped = current;
      stopped.stop(graceMs);
      stopped.fail(new Error(`${unit.name} was stopped before it was ready`));
      await stopped.ended;
      if (current === stopped) current = undefined;
      return 'stopped';
    },
    kill: (signal) => runningProcess()?.kill(signal),
    send: (message) => runningProcess()?.send?.(message),
  };
}
