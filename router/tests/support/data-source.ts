import type { GraphQLDataSource } from '@apollo/gateway';
import { type GraphQLSchema, parse } from 'graphql';
import type { RouterContext } from '../../src/context.ts';
import { DEFAULT_MAX_ERRORS } from '../../src/execution/compiled-operation.ts';
import type { Send } from '../../src/subgraphs/client.ts';
import { unavailableErrors } from '../../src/subgraphs/unavailable.ts';

/**
 * A subgraph for the gateway's own executor. When the subgraph gives no answer, each requested field becomes one error (see
 * `unavailableErrors`).
 *
 * @param schema the supergraph's
 */
export const createDataSource = (schema: GraphQLSchema, send: Send): GraphQLDataSource<RouterContext> => ({
  async process({ request, context }) {
    const { query = '', variables = {}, operationName } = request;
    const body = JSON.stringify({ query, variables, operationName });
    try {
      // The gateway prints these documents itself: each begins with the kind of its operation.
      const answer = await send(
        { body, repeatable: !query.startsWith('mutation') },
        context as RouterContext,
      );
      return answer;
    } catch {
      return {
        errors: unavailableErrors(schema, parse(query, { noLocation: true }), variables, DEFAULT_MAX_ERRORS),
      };
    }
  },
});
