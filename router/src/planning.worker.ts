import { workerData } from 'node:worker_threads';
import { worker, workerEmit } from 'workerpool';
import type { PlanningSettings, TimedPreparation } from './documents/planning-threads.ts';
import { createPrepare, type PreparationRequest } from './documents/preparation.ts';
import { loadSupergraph } from './supergraph.ts';

// A thread that prepares documents for the router's process.

const settings = workerData as PlanningSettings;
const prepare = createPrepare(await loadSupergraph(settings.sdl), settings);

worker({
  ping: () => undefined,
  prepare(request: PreparationRequest): TimedPreparation {
    workerEmit('begun');
    const begunAt = performance.now();
    const preparation = prepare(request);
    return { preparation, ms: performance.now() - begunAt };
  },
});
