import { maskError, type PassingErrors } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import { traceIdOf } from '@movecall/telemetry/trace';
import type { GraphQLFormattedError } from 'graphql';
import type { Outcome } from './compiled-operation.ts';

/** A GraphQL response as a client receives it. */
export interface MaskedResponse {
  readonly json: string;
  /** The masked errors that `json` contains. */
  readonly errors: readonly GraphQLFormattedError[];
}

/**
 * Writes a GraphQL response with masked errors.
 *
 * @param traceparent of the request: the masked errors are logged with its trace id
 * @param passing which errors are not masked, besides those with a public code
 */
export function writeResponse(
  { data, errors }: Outcome,
  logger: Logger,
  traceparent: string,
  passing?: PassingErrors,
): MaskedResponse {
  if (errors.length === 0) return { json: `{"data":${data}}`, errors };
  const traced = logger.child({ traceId: traceIdOf(traceparent) });
  const masked = errors.map((error) => maskError(error, error, traced, true, passing));
  return { json: `{"errors":${JSON.stringify(masked)},"data":${data}}`, errors: masked };
}
