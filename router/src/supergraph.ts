import { errorCauses, type Schema } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import type { QueryPlanner } from '@apollo/query-planner';
import { createLogger } from '@movecall/telemetry/logger';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createOverrides, overrideLabelsIn, type Overrides } from './execution/overrides.ts';
import { readRequiredFields, type RequiredBy } from './execution/required-fields.ts';
import { type FieldNames, fieldNamesOf } from './execution/unique-names.ts';

/**
 * In how many ways one path of fields may be divided among the subgraphs. The number grows with the power of the depth where subgraphs
 * share interfaces: without a limit, a document of a few lines keeps the planner busy for minutes.
 */
const PATHS_LIMIT = 200;

interface NamedSubgraph {
  readonly name: string;
  /** The URL that the supergraph itself states. */
  readonly url: string;
}

/** A supergraph in the forms that executing operations needs. */
export interface LoadedSupergraph {
  readonly sdl: string;
  readonly subgraphs: readonly NamedSubgraph[];
  /** Which labels of `@override` apply to a request. */
  readonly overrides: Overrides;
  /** The API schema for the gateway's executor: everything that clients may request. */
  readonly api: Schema;
  /** The API schema for graphql-js. */
  readonly apiSchema: GraphQLSchema;
  /** The whole supergraph for graphql-js, with its join metadata and what is @inaccessible to clients. */
  readonly supergraphSchema: GraphQLSchema;
}

/** A supergraph with what planning operations needs besides: it takes most of the memory. */
export interface PlannableSupergraph extends LoadedSupergraph {
  readonly planner: QueryPlanner;
  readonly fieldNames: FieldNames;
  /** What fields require, by subgraph. */
  readonly requiredBy: RequiredBy;
}

/**
 * @param sdl of a composed supergraph, Federation 2
 * @param overrideLabels the labels of `@override` that are switched on
 * @throws Error with the reasons when the SDL is not such a supergraph, or has features that the gateway does not know
 */
export async function loadSupergraph(
  sdl: string,
  overrideLabels: readonly string[] = [],
): Promise<PlannableSupergraph> {
  const parts = await loadByGateway(sdl).catch((error: unknown) => {
    // For example a feature of Federation that the planner does not know: its reasons are among the causes only.
    const reasons = error instanceof GraphQLError ? (errorCauses(error) ?? [error]) : [];
    if (reasons.length === 0) throw error;
    const list = reasons.map(({ message }) => message).join('\n');
    throw new Error(`The router cannot serve this supergraph:\n${list}`, { cause: error });
  });
  return {
    ...parts,
    sdl,
    fieldNames: fieldNamesOf(parts.supergraphSchema),
    requiredBy: readRequiredFields(sdl),
    overrides: createOverrides(overrideLabelsIn(sdl), overrideLabels),
  };
}

/** Lets go of the planner, which takes most of the memory. */
export const withoutPlanner = ({
  planner: _planner,
  fieldNames: _fieldNames,
  requiredBy: _requiredBy,
  ...loaded
}: PlannableSupergraph): LoadedSupergraph => loaded;

type GatewayParts = Pick<
  PlannableSupergraph,
  'subgraphs' | 'planner' | 'api' | 'apiSchema' | 'supergraphSchema'
>;

/** What an `ApolloGateway` makes of a supergraph. */
async function loadByGateway(sdl: string): Promise<GatewayParts> {
  // By default the gateway reports telemetry to its vendor.
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const subgraphs = new Map<string, NamedSubgraph>();
  const gateway = new ApolloGateway({
    supergraphSdl: sdl,
    queryPlannerConfig: { debug: { pathsLimit: PATHS_LIMIT } },
    buildService({ name, url = '' }) {
      subgraphs.set(name, { name, url });
      // Requests go through the router's own clients: see `execution/gateway-execution.ts`.
      return { process: () => Promise.reject(new Error(`${name} is not reached by this data source`)) };
    },
    // What the gateway has to say about loading, it throws.
    logger: createLogger('gateway', 'silent'),
  });
  await gateway.load();
  // Private, but a second planner and its schemas would take as much memory again.
  const planner = gateway['queryPlanner'];
  const api = gateway['apiSchema'];
  const supergraphSchema = gateway['supergraphSchema'];
  const { schema: apiSchema } = gateway;
  if (!planner || !api || !apiSchema || !supergraphSchema)
    throw new Error('the gateway has loaded no schema');
  return { subgraphs: [...subgraphs.values()], planner, api, apiSchema, supergraphSchema };
}
