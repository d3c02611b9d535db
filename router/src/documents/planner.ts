import { MAX_TOKENS } from '@movecall/graphql';
import type { RouterConfig } from '../config.ts';
import { servesSubscriptions } from '../subscriptions.ts';
import type { PlannableSupergraph } from '../supergraph.ts';
import { type Planner, type PlanningSettings, startPlanningThreads } from './planning-threads.ts';
import { createPrepare, type PreparationSettings } from './preparation.ts';

/** Starts what prepares the documents of a router: worker threads, or without any the thread that serves the clients. */
export async function startPlanner(config: RouterConfig, supergraph: PlannableSupergraph): Promise<Planner> {
  const settings: PlanningSettings = {
    sdl: supergraph.sdl,
    limits: config.documentLimits,
    maxTokens: MAX_TOKENS,
    introspection: config.introspection,
    subscriptions: servesSubscriptions(config),
    gatewayOnly: config.gatewayOnly,
  };
  return config.planning.threads > 0
    ? startPlanningThreads(settings, config.planning)
    : createPlanner(supergraph, settings);
}

/** Prepares documents in this thread. */
export function createPlanner(supergraph: PlannableSupergraph, settings: PreparationSettings): Planner {
  const prepare = createPrepare(supergraph, settings);
  return {
    async prepare(request) {
      const begunAt = performance.now();
      return { preparation: prepare(request), ms: performance.now() - begunAt };
    },
    close: async () => undefined,
  };
}
