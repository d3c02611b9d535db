import { maskError } from '@movecall/service/graphql';
import type { Logger } from '@movecall/service/logger';
import { traceIdOf } from '@movecall/service/trace';
import type { Outcome } from './operation.ts';

/**
 * The JSON of a GraphQL response, its errors masked.
 *
 * @param traceparent of the request, for those errors that are logged
 */
export function writeAnswer({ data, errors }: Outcome, logger: Logger, traceparent: string): string {
  if (errors.length === 0) return `{"data":${data}}`;
  const about = logger.child({ traceId: traceIdOf(traceparent) });
  return `{"errors":${JSON.stringify(errors.map((error) => maskError(error, error, about)))},"data":${data}}`;
}
