import { type Schema, Supergraph } from '@apollo/federation-internals';
import { supergraphSdl } from '@movecall/schema/sdl';
import type { GraphQLSchema } from 'graphql';

/** The committed supergraph, in the forms that planner, executor and validation want it in. */
export interface LoadedSupergraph {
  readonly supergraph: Supergraph;
  /** What a client may ask, for plans. */
  readonly api: Schema;
  /** The same, for graphql-js. */
  readonly apiSchema: GraphQLSchema;
  /** With the join metadata, for graphql-js. */
  readonly supergraphSchema: GraphQLSchema;
}

export function loadSupergraph(): LoadedSupergraph {
  const supergraph = Supergraph.build(supergraphSdl());
  const api = supergraph.apiSchema();
  return {
    supergraph,
    api,
    apiSchema: api.toGraphQLJSSchema(),
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
  };
}
