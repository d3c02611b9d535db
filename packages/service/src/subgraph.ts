import { startSubgraph, type SubgraphOptions } from '@movecall/graphql/subgraph';
import { type Resources, type ServiceOptions, startService } from './bootstrap.ts';
import type { Service } from './run.ts';

export interface SubgraphServiceOptions<C extends object> extends Omit<ServiceOptions, 'routes'> {
  readonly graphql: Omit<SubgraphOptions<C>, 'logger' | 'metrics'>;
}

/** Starts a service that answers GraphQL at `/graphql`; see startService. */
export async function startSubgraphService<C extends object>(
  resources: Resources,
  { graphql, closing = {}, ...options }: SubgraphServiceOptions<C>,
): Promise<Service> {
  const { logger, metrics } = resources;
  const subgraph = await startSubgraph({ ...graphql, logger, metrics });
  return startService(resources, {
    ...options,
    routes: { '/graphql': subgraph.handler },
    closing: { ...closing, afterRelay: [subgraph.stop, ...(closing.afterRelay ?? [])] },
  });
}
