import { fileURLToPath } from 'node:url';
import { type Pool, pool, Promise as WorkerPromise } from 'workerpool';
import type { Preparation, PreparationRequest, PreparationSettings } from './preparation.ts';
import { notExecutable } from './refusal.ts';

/** What a thread needs to prepare documents. */
export interface PlanningSettings extends PreparationSettings {
  /** Of the supergraph. */
  readonly sdl: string;
}

/** A preparation and how long it took, ms. */
export interface TimedPreparation {
  readonly preparation: Preparation;
  readonly ms: number;
}

/** Prepares documents. */
export interface Planner {
  /**
   * @returns the preparation, or a refusal when the document takes longer than a planner may spend
   * @throws any error of the query planner
   */
  prepare(request: PreparationRequest): Promise<TimedPreparation>;
  close(): Promise<void>;
}

export interface PlanningThreadsOptions {
  /** The most threads. One starts at once, the others when documents wait. */
  readonly threads: number;
  /** How long a thread may prepare one document before the thread is ended, ms. */
  readonly deadlineMs: number;
}

/** A document that needs more memory ends its thread like one that takes too long, MB. */
const MAX_HEAP_MB = 256;
/** workerpool first asks a thread to stop by itself, which a busy thread does not hear, ms. */
const TERMINATE_MS = 50;

const script = fileURLToPath(new URL('../planning.worker.mjs', import.meta.url));

/** Starts worker threads that prepare documents. Resolves when the first thread is ready. */
export async function startPlanningThreads(
  settings: PlanningSettings,
  { threads, deadlineMs }: PlanningThreadsOptions,
): Promise<Planner> {
  const workers = pool(script, {
    minWorkers: 1,
    maxWorkers: threads,
    workerType: 'thread',
    workerTerminateTimeout: TERMINATE_MS,
    workerThreadOpts: {
      workerData: settings,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    },
  });
  await workers.exec('ping');
  return {
    prepare: (request) => prepareWithin(workers, deadlineMs, request),
    async close() {
      await workers.terminate(true);
    },
  };
}

/** The time begins when a thread takes the document, not while it waits or while a thread starts. */
async function prepareWithin(
  workers: Pool,
  deadlineMs: number,
  request: PreparationRequest,
): Promise<TimedPreparation> {
  let deadline: NodeJS.Timeout | undefined;
  const task = workers.exec('prepare', [request], {
    on: () => (deadline = setTimeout(() => endUnlessAnswered(task), deadlineMs)),
  });
  try {
    return (await task) as TimedPreparation;
  } catch (error) {
    if (!isTooCostly(error)) throw error;
    const refusals = [notExecutable('it takes too long to plan; select less at once')];
    return { preparation: { refusals }, ms: deadlineMs };
  } finally {
    clearTimeout(deadline);
  }
}

/**
 * Ends a thread whose time is over. While this thread is busy, timers are late and answers wait, and a late timer comes before an
 * answer that waits. A second timer lets the answer in first.
 */
const endUnlessAnswered = (task: WorkerPromise<unknown>): void => void task.timeout(1);

const isTooCostly = (error: unknown): boolean =>
  error instanceof WorkerPromise.TimeoutError ||
  (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
