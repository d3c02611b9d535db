import { type Schema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';

/** A supergraph in the forms that the planner, the executor and validation need. */
export interface LoadedSupergraph {
  readonly sdl: string;
  /** The subgraphs, with the URLs that the supergraph itself states. */
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  readonly planner: QueryPlanner;
  /** The API schema for the planner: everything that clients may request. */
  readonly api: Schema;
  /** The API schema for graphql-js. */
  readonly apiSchema: GraphQLSchema;
  /** The whole supergraph for graphql-js, with its join metadata and what is @inaccessible to clients. */
  readonly supergraphSchema: GraphQLSchema;
}

/**
 * @param sdl of a composed supergraph, Federation 2
 * @throws GraphQLError when the SDL is not such a supergraph
 */
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
