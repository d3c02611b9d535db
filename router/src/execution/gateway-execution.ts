import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { createLogger } from '@movecall/telemetry/logger';
import type { DocumentNode, GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Send } from '../subgraphs/client.ts';
import { createDataSource } from '../subgraphs/data-source.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import type { Execution } from './fetch.ts';
import { merge } from './merge.ts';
import { relocated } from './subgraph-errors.ts';

/** The gateway returns its errors as well: they are logged with all others. */
const logger = createLogger('gateway', 'silent');

interface Subgraphs {
  readonly loaded: LoadedSupergraph;
  /** By subgraph name. */
  readonly send: Readonly<Record<string, Send>>;
}

/**
 * Executes a plan with the executor of `@apollo/gateway`.
 *
 * @param document as it was planned: each object requests its `__typename`
 */
export function executeByGateway(
  plan: QueryPlan,
  document: DocumentNode,
  operationName: string | undefined,
  { loaded, send }: Subgraphs,
): Execution {
  const { api, apiSchema, supergraphSchema } = loaded;
  const operationContext = buildOperationContext({
    schema: apiSchema,
    operationDocument: document,
    ...(operationName !== undefined && { operationName }),
  });
  return {
    begin: () => ({}),
    async execute({ context, variables, data, errors, maxErrors }) {
      const sources = Object.entries(send).map(([name, each]) => [
        name,
        createDataSource(supergraphSchema, each, maxErrors),
      ]);
      const request = { request: { variables }, context, metrics: {}, logger };
      const result = await executeQueryPlan(
        plan,
        Object.fromEntries(sources),
        request as never,
        operationContext,
        supergraphSchema,
        api,
      );
      const [first] = result.errors ?? [];
      // A subgraph returned data of another shape than its schema.
      if (result.data === undefined) throw first ?? new Error('the gateway returned no data');
      if (result.data !== null) merge(data, result.data);
      // The gateway reports a null that the schema forbids among the extensions only.
      const violations = (result.extensions?.['valueCompletion'] ?? []) as readonly GraphQLError[];
      errors.push(...(first ? (result.errors ?? []) : violations).map(formatted));
    },
  };
}

/** The error as the subgraph sent it, without the extensions that the gateway adds. */
function formatted({ message, path, originalError }: GraphQLError): GraphQLFormattedError {
  const { extensions } = (originalError ?? {}) as GraphQLFormattedError;
  // A field of the root type below a list: the gateway does not know in which item.
  const isPlace = !path?.includes('@');
  return relocated({ message, path, extensions }, isPlace ? [] : null, 0);
}
