import { createThreads, type Threads, TooCostlyError } from '@movecall/service/threads';
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

const MAX_HEAP_MB = 256;
const script = new URL('../planning.worker.mjs', import.meta.url);

/** Starts worker threads that prepare documents. Resolves when the first thread is ready. */
export async function startPlanningThreads(
  settings: PlanningSettings,
  { threads: most, deadlineMs }: PlanningThreadsOptions,
): Promise<Planner> {
  const threads = createThreads({ script, most, atLeast: 1, heapMb: MAX_HEAP_MB, data: settings });
  await threads.run('ping', null, deadlineMs);
  return {
    prepare: (request) => prepareWithin(threads, deadlineMs, request),
    close: threads.close,
  };
}

async function prepareWithin(
  threads: Threads,
  deadlineMs: number,
  request: PreparationRequest,
): Promise<TimedPreparation> {
  try {
    return await threads.run('prepare', request, deadlineMs);
  } catch (error) {
    if (!(error instanceof TooCostlyError)) throw error;
    const refusals = [notExecutable('it takes too long to plan; select less at once')];
    return { preparation: { refusals }, ms: deadlineMs };
  }
}
