import { type Schema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';

/** A supergraph, in the forms that planner, executor and validation want it in. */
export interface LoadedSupergraph {
  readonly sdl: string;
  /** The subgraphs and where they answer, as far as the supergraph itself says so. */
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  readonly planner: QueryPlanner;
  /** What a client may ask, for plans. */
  readonly api: Schema;
  /** The same, for graphql-js. */
  readonly apiSchema: GraphQLSchema;
  /** With the join metadata, for graphql-js. */
  readonly supergraphSchema: GraphQLSchema;
}

/** @throws GraphQLError when the SDL is no supergraph of Federation 2. */
export function loadSupergraph(sdl: string): LoadedSupergraph {
  const supergraph = Supergraph.build(sdl);
  const api = supergraph.apiSchema();
  return {
    sdl,
    subgraphs: supergraph.subgraphsMetadata(),
    planner: new QueryPlanner(supergraph),
    api,
    apiSchema: api.toGraphQLJSSchema(),
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
  };
}
