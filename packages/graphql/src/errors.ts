import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from '@movecall/telemetry/logger';
import { activeSpan } from '@movecall/telemetry/trace';
import { isTransient } from '@movecall/transient-errors';

/** An error whose message and code the client may see. `maskError` masks all others. */
export class CodedError extends GraphQLError {
  /**
   * @param httpStatus the status of the whole HTTP response; 200 when absent
   * @param field the path of the argument or input field at fault
   */
  constructor(code: string, message: string, httpStatus?: number, field?: readonly string[]) {
    super(message, {
      extensions: {
        code,
        ...(httpStatus === undefined ? {} : { http: { status: httpStatus } }),
        ...(field && { field }),
      },
    });
  }
}

export const unauthenticated = (): CodedError => new CodedError('UNAUTHENTICATED', 'Sign in first.', 401);
export const forbidden = (): CodedError => new CodedError('FORBIDDEN', 'Not allowed for this role.');
/** @param field the path of the argument or input field at fault */
export const badUserInput = (message: string, field?: readonly string[]): CodedError =>
  new CodedError('BAD_USER_INPUT', message, undefined, field);

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

/** Which errors of subgraphs reach clients as they are. */
export interface PassingErrors {
  /** Codes besides the public ones; `all`: every error, with a code or without. */
  readonly codes: ReadonlySet<string> | 'all';
  /** Extensions besides the code. */
  readonly extensions: ReadonlySet<string> | 'all';
}

/** What clients read besides the message. */
const PUBLIC_EXTENSIONS = new Set(['code', 'field']);

/** Only the public codes, without further extensions. */
const PUBLIC_ONLY: PassingErrors = { codes: new Set(), extensions: new Set() };

/** graphql-js appends this to the message about an unknown name. */
const SUGGESTION = / ?Did you mean .+\?$/s;

/**
 * What the client receives for an error. An error with a public code keeps its message, path and code. Any other becomes
 * `SERVICE_UNAVAILABLE` when it is transient, and `INTERNAL_SERVER_ERROR` when it is not; it is logged. No stack, query or
 * host name leaves the process, unless `passing` lets it.
 *
 * @param introspection false removes suggestions from messages: they name fields of the schema that the client did not name
 * @param passing what else the client may see
 */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  logger: Logger,
  introspection = true,
  passing = PUBLIC_ONLY,
): GraphQLFormattedError {
  const { path, locations } = formatted;
  const where = { ...(path && { path }), ...(locations && { locations }) };
  const code = formatted.extensions?.['code'];
  const passes = passing.codes === 'all' || (typeof code === 'string' && passing.codes.has(code));
  if (passes || (typeof code === 'string' && PUBLIC_CODES.has(code))) {
    const message = introspection ? formatted.message : formatted.message.replace(SUGGESTION, '');
    const extensions = passingExtensions(formatted.extensions ?? {}, passing);
    return { message, ...where, ...(Object.keys(extensions).length > 0 && { extensions }) };
  }
  if (isTransient(unwrapResolverError(error))) {
    activeSpan()?.fail('SERVICE_UNAVAILABLE');
    logger.warn({ err: error, path }, 'GraphQL execution failed: a dependency is unavailable');
    return {
      message: 'A part of the system is unavailable; try again.',
      ...where,
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    };
  }
  activeSpan()?.fail('INTERNAL_SERVER_ERROR');
  logger.error({ err: error, path }, 'GraphQL execution failed');
  return { message: 'Internal server error', ...where, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

const passingExtensions = (
  extensions: Readonly<Record<string, unknown>>,
  { extensions: allowed }: PassingErrors,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(extensions).filter(
      ([name]) => PUBLIC_EXTENSIONS.has(name) || allowed === 'all' || allowed.has(name),
    ),
  );
