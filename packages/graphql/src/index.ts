export {
  badUserInput,
  CodedError,
  forbidden,
  maskError,
  type PassingErrors,
  unauthenticated,
} from './errors.ts';
export { createApolloServer, MAX_TOKENS } from './apollo-server.ts';
export { createGraphqlHandler, searchOf } from './http-handler.ts';
export { assertShallow } from './nesting.ts';
