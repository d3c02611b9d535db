import type { GraphQLDataSource } from '@apollo/gateway';
import { type GraphQLSchema, isAbstractType, parse } from 'graphql';
import type { RouterContext } from '../context.ts';
import { checkedEntities, entityOf, relocated } from '../execution/subgraph-errors.ts';
import type { Send, SubgraphAnswer } from './client.ts';
import { unavailableErrors } from './unavailable.ts';

/**
 * A subgraph for the gateway's own executor. When the subgraph gives no answer, each requested field becomes one error (see
 * `unavailableErrors`). What the gateway could not read in an answer becomes an error that it can.
 *
 * @param schema the supergraph's
 * @param maxErrors how many errors a response lists
 */
export const createDataSource = (
  schema: GraphQLSchema,
  send: Send,
  maxErrors: number,
): GraphQLDataSource<RouterContext> => ({
  async process({ request, context }) {
    const { query = '', variables = {}, operationName } = request;
    const body = JSON.stringify({ query, variables, operationName });
    // The planner prints these documents: each begins with the kind of its operation.
    const sent = send({ body, repeatable: !query.startsWith('mutation') }, context as RouterContext);
    const answer = await sent.catch((): SubgraphAnswer => {
      return { errors: unavailableErrors(schema, parse(query, { noLocation: true }), variables, maxErrors) };
    });
    const { representations } = variables;
    if (!Array.isArray(representations)) return readable(answer, null);
    const checked = checkedEntities(answer, representations.length);
    forgetInterfaces(checked, schema);
    return readable(checked, representations.length);
  },
});

/**
 * The subgraph of an `@interfaceObject` calls an entity by the name of the interface. Without a type name in the answer, the gateway
 * keeps the type that it knows.
 */
function forgetInterfaces({ data }: SubgraphAnswer, schema: GraphQLSchema): void {
  const entities = (data?.['_entities'] ?? []) as readonly ({ __typename?: unknown } | null)[];
  for (const entity of entities)
    if (entity && isAbstractType(schema.getType(String(entity.__typename)))) delete entity.__typename;
}

/** @param count of the requested entities; null for root fields */
function readable({ data, errors = [] }: SubgraphAnswer, count: number | null): SubgraphAnswer {
  const isPlaced = (error: unknown) => {
    const index = entityOf(error) ?? -1;
    return count === null || (index >= 0 && index < count);
  };
  return {
    ...(data !== undefined && { data }),
    ...(errors.length > 0 && {
      errors: errors.map((error) => relocated(error, isPlaced(error) ? [] : null, 0)),
    }),
  };
}
