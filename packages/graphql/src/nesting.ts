import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { CodedError } from './errors.ts';

/** How many levels of lists and objects a variable may have: many more than an input type needs. */
export const MAX_NESTING = 100;

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * Refuses variables that are nested too deeply. JSON is parsed without recursion, but most of what reads a value later is
 * recursive: an attacker's 5,000 levels would overflow the stack of JSON.stringify or of a validator.
 *
 * @throws CodedError BAD_USER_INPUT, HTTP 400
 */
export function assertShallow(variables: unknown): void {
  // By level and not by recursion, for the same reason.
  let level = [variables].filter(isNested);
  for (let levels = 0; level.length > 0; levels += 1) {
    if (levels > MAX_NESTING)
      throw new CodedError('BAD_USER_INPUT', `A variable has more than ${MAX_NESTING} levels.`, 400);
    level = level.flatMap((value): unknown[] => Object.values(value)).filter(isNested);
  }
}

const listener: GraphQLRequestListener<object> = {
  didResolveOperation: async ({ request }) => assertShallow(request.variables),
};

/** An Apollo Server plugin that refuses variables that are nested too deeply, from a body or a query string. */
export const shallowVariables: ApolloServerPlugin = { requestDidStart: async () => listener };
