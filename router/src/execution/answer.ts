import { maskError } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import { traceIdOf } from '@movecall/telemetry/trace';
import type { GraphQLFormattedError } from 'graphql';
import type { Outcome } from './operation.ts';

/** What a client is sent. */
export interface Answer {
  readonly json: string;
  /** Those in it. */
  readonly errors: readonly GraphQLFormattedError[];
}

/**
 * A GraphQL response, its errors masked.
 *
 * @param traceparent of the request, for those errors that are logged
 */
export function writeAnswer({ data, errors }: Outcome, logger: Logger, traceparent: string): Answer {
  if (errors.length === 0) return { json: `{"data":${data}}`, errors };
  const about = logger.child({ traceId: traceIdOf(traceparent) });
  const masked = errors.map((error) => maskError(error, error, about));
  return { json: `{"errors":${JSON.stringify(masked)},"data":${data}}`, errors: masked };
}
