import { maskError } from '@movecall/service/graphql';
import type { Logger } from '@movecall/service/logger';
import type { Outcome } from './operation.ts';

/** The JSON of a GraphQL response, its errors masked. */
export function writeAnswer({ data, errors }: Outcome, logger: Logger): string {
  if (errors.length === 0) return `{"data":${data}}`;
  return `{"errors":${JSON.stringify(errors.map((error) => maskError(error, error, logger)))},"data":${data}}`;
}
