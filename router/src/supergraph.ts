import { errorCauses, type Schema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createOverrides, overrideLabelsIn, type Overrides } from './execution/overrides.ts';
import { readRequiredFields, type RequiredBy } from './execution/required-fields.ts';
import { type FieldNames, fieldNamesOf } from './execution/unique-names.ts';

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
  readonly fieldNames: FieldNames;
  /** What fields require, by subgraph. */
  readonly requiredBy: RequiredBy;
  /** Which labels of `@override` apply to a request. */
  readonly overrides: Overrides;
}

/**
 * @param sdl of a composed supergraph, Federation 2
 * @param overrideLabels the labels of `@override` that are switched on
 * @throws Error with the reasons when the SDL is not such a supergraph, or has features that the router does not know
 */
export function loadSupergraph(sdl: string, overrideLabels: readonly string[] = []): LoadedSupergraph {
  const supergraph = build(sdl);
  const api = supergraph.apiSchema();
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  return {
    sdl,
    subgraphs: supergraph.subgraphsMetadata(),
    planner: new QueryPlanner(supergraph),
    api,
    apiSchema: api.toGraphQLJSSchema(),
    supergraphSchema,
    fieldNames: fieldNamesOf(supergraphSchema),
    requiredBy: readRequiredFields(sdl),
    overrides: createOverrides(overrideLabelsIn(sdl), overrideLabels),
  };
}

function build(sdl: string): Supergraph {
  try {
    return Supergraph.build(sdl);
  } catch (error) {
    // For example a feature of Federation that the planner does not know: its reasons are among the causes only.
    const reasons = error instanceof GraphQLError ? (errorCauses(error) ?? [error]) : [];
    if (reasons.length === 0) throw error;
    const list = reasons.map(({ message }) => message).join('\n');
    throw new Error(`The router cannot serve this supergraph:\n${list}`, { cause: error });
  }
}
