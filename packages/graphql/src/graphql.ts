import { ApolloServer, type ApolloServerOptions, type BaseContext, HeaderMap } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { IncomingMessage } from 'node:http';
import { countAnswers, type CountFaults } from './faults.ts';
import { BodyTooLargeError, type Handler, readBody } from '@movecall/http';
import type { Logger } from '@movecall/telemetry/logger';
import { nameOperations } from './server-span.ts';
import { activeSpan, isTracing } from '@movecall/telemetry/trace';
import { isTransient } from '@movecall/database/transient';

/** A fault with a code that a client may see. Anything else is masked. */
export class CodedError extends GraphQLError {
  constructor(code: string, message: string, httpStatus?: number) {
    super(message, {
      extensions: { code, ...(httpStatus === undefined ? {} : { http: { status: httpStatus } }) },
    });
  }
}

export const unauthenticated = (): CodedError => new CodedError('UNAUTHENTICATED', 'Sign in first.', 401);
export const forbidden = (): CodedError => new CodedError('FORBIDDEN', 'Not allowed for this role.');
export const badUserInput = (message: string): CodedError => new CodedError('BAD_USER_INPUT', message);

const PUBLIC_CODES = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_NOT_FOUND',
  'QUERY_NOT_IN_SAFELIST',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
]);

/** What graphql-js adds to the message about a name that it does not know. */
const SUGGESTION = / ?Did you mean .+\?$/s;

/**
 * What leaves the process for an error: message, place and code of one with a public code; for any other only that
 * something failed, or that something is away. Never a stack, a query or a host name.
 *
 * @param tellsSchema false where nobody is told what the schema has that they did not name
 */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  logger: Logger,
  tellsSchema = true,
): GraphQLFormattedError {
  const { path, locations } = formatted;
  const where = { ...(path && { path }), ...(locations && { locations }) };
  const code = formatted.extensions?.['code'];
  if (typeof code === 'string' && PUBLIC_CODES.has(code)) {
    const message = tellsSchema ? formatted.message : formatted.message.replace(SUGGESTION, '');
    return { message, ...where, extensions: { code } };
  }
  if (isTransient(unwrapResolverError(error))) {
    activeSpan()?.fail('SERVICE_UNAVAILABLE');
    logger.warn({ err: error, path }, 'GraphQL execution failed: something is away');
    return {
      message: 'A part of the system is away; ask again.',
      ...where,
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    };
  }
  activeSpan()?.fail('INTERNAL_SERVER_ERROR');
  logger.error({ err: error, path }, 'GraphQL execution failed');
  return { message: 'Internal server error', ...where, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

/** The largest request body, in bytes. */
export const BODY_LIMIT = 100 * 1024;
/** The most tokens of a document, before it is parsed any further. */
export const MAX_TOKENS = 2_000;

/** What Apollo Server would add by itself, at a cost for every request, and nobody here uses. */
const withoutExtras = [
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
];

/**
 * Apollo Server with the house's settings: no landing page, CSRF prevention, masked errors, bounded documents. Without
 * introspection error messages suggest nothing of the schema either.
 */
export function createApolloServer<C extends BaseContext>(
  options: ApolloServerOptions<C>,
  logger: Logger,
  countFaults: CountFaults,
): ApolloServer<C> {
  const tellsSchema = options.introspection ?? true;
  return new ApolloServer<C>({
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    introspection: tellsSchema,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    // Apollo's own messages at start-up only; ours go through `logger`.
    logger: logger.child({ part: 'apollo' }, { level: 'warn' }),
    formatError: (formatted, error) => maskError(formatted, error, logger, tellsSchema),
    ...options,
    plugins: [
      ...withoutExtras,
      countAnswers(countFaults),
      ...(isTracing() ? [nameOperations] : []),
      ...(options.plugins ?? []),
    ],
  });
}

/**
 * The parameters of a request as they stand in its URL, with the `?` before them; empty when there are none. Whoever judges a
 * request has to read them from here, or it judges other ones than those that are executed.
 */
export function searchOf({ url = '/' }: IncomingMessage): string {
  const begins = url.indexOf('?');
  return begins === -1 ? '' : url.slice(begins);
}

/** The headers that Apollo Server looks at; the others are there for whoever makes the context. */
const READ_BY_APOLLO = ['content-type', 'accept', 'x-apollo-operation-name', 'apollo-require-preflight'];

/**
 * The one HTTP integration of router and subgraphs: a `node:http` handler over a started Apollo Server.
 * Bodies over BODY_LIMIT are answered 413, malformed JSON 400, both as GraphQL errors in JSON.
 *
 * @param createContext is given the parsed body too, undefined for GET; a CodedError that it throws is the answer.
 */
export function createGraphqlHandler<C extends BaseContext>(
  server: ApolloServer<C>,
  createContext: (request: IncomingMessage, body: unknown) => Promise<C>,
): Handler {
  server.assertStarted('createGraphqlHandler');
  return async (request, response) => {
    let body: unknown;
    try {
      body = request.method === 'POST' ? parseBody(request, await readBody(request, BODY_LIMIT)) : undefined;
    } catch (error) {
      const tooLarge = error instanceof BodyTooLargeError;
      if (!tooLarge && !(error instanceof SyntaxError)) throw error;
      // What was not read yet would be taken for the next request.
      if (tooLarge) response.setHeader('connection', 'close');
      const message = tooLarge ? `The body is over ${BODY_LIMIT} bytes.` : 'The body is not JSON.';
      response.writeHead(tooLarge ? 413 : 400, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] }));
      return;
    }

    const headers = new HeaderMap();
    for (const name of READ_BY_APOLLO) {
      const value = request.headers[name];
      if (value !== undefined) headers.set(name, String(value));
    }
    const answer = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: (request.method ?? 'GET').toUpperCase(),
        headers,
        search: searchOf(request),
        body,
      },
      context: () => createContext(request, body),
    });

    response.statusCode = answer.status ?? 200;
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    if (answer.body.kind === 'complete') {
      response.end(answer.body.string);
      return;
    }
    for await (const chunk of answer.body.asyncIterator) response.write(chunk);
    response.end();
  };
}

/** Apollo expects what a JSON body parser gives; another content type stays unparsed, and Apollo refuses it. */
function parseBody(request: IncomingMessage, text: string): unknown {
  const isJson = /^application\/(?:[\w.+-]+\+)?json\b/i.test(request.headers['content-type'] ?? '');
  return isJson ? JSON.parse(text) : text;
}
