import { fileURLToPath } from 'node:url';
import { pool, Promise as WorkerPromise } from 'workerpool';

/** Worker threads that run the functions of one script, so that the process's own thread stays free. */
export interface Threads {
  /** How many calls no thread has taken yet. */
  waiting(): number;
  /**
   * Runs a function of the script. Its time begins when a thread takes the call, not while the call waits or a thread starts: the
   * function emits an event first (`workerEmit`).
   *
   * @param deadlineMs the thread is ended then
   * @throws TooCostlyError when the function takes longer, or needs more memory than a thread has
   * @throws any error of the function
   */
  run<Result>(name: string, argument: unknown, deadlineMs: number): Promise<Result>;
  close(): Promise<void>;
}

export interface ThreadsOptions {
  /** The worker's script. */
  readonly script: URL;
  /** The most threads. They start when calls wait. */
  readonly most: number;
  /** How many start at once, and stay. */
  readonly atLeast?: number;
  /** A call that needs more memory ends its thread like one that takes too long, MB. */
  readonly heapMb: number;
  /** What each thread gets as its `workerData`. */
  readonly data?: unknown;
}

export class TooCostlyError extends Error {}

/** workerpool first asks a thread to stop by itself, which a busy thread does not hear, ms. */
const TERMINATE_MS = 50;

export function createThreads({ script, most, atLeast = 0, heapMb, data }: ThreadsOptions): Threads {
  const workers = pool(fileURLToPath(script), {
    minWorkers: atLeast,
    maxWorkers: most,
    workerType: 'thread',
    workerTerminateTimeout: TERMINATE_MS,
    workerThreadOpts: { workerData: data, resourceLimits: { maxOldGenerationSizeMb: heapMb } },
  });
  return {
    waiting: () => workers.stats().pendingTasks,
    async run<Result>(name: string, argument: unknown, deadlineMs: number) {
      let deadline: NodeJS.Timeout | undefined;
      const task = workers.exec(name, [argument], {
        on: () => (deadline = setTimeout(() => endUnlessAnswered(task), deadlineMs)),
      });
      try {
        return (await task) as Result;
      } catch (error) {
        throw isTooCostly(error) ? new TooCostlyError(`${name} took more time or memory than it may`) : error;
      } finally {
        clearTimeout(deadline);
      }
    },
    async close() {
      await workers.terminate(true);
    },
  };
}

/**
 * Ends a thread whose time is over. While this thread is busy, timers are late and answers wait, and a late timer comes before an
 * answer that waits. A second timer lets the answer in first.
 */
const endUnlessAnswered = (task: WorkerPromise<unknown>): void => void task.timeout(1);

const isTooCostly = (error: unknown): boolean =>
  error instanceof WorkerPromise.TimeoutError ||
  (error instanceof Error &&
    (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY');
