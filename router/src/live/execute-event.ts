import type { CountFaults } from '@movecall/graphql/faults';
import { badUserInput } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import type { RouterContext } from '../context.ts';
import { traceIdOf } from '@movecall/telemetry/trace';
import { writeResponse } from '../execution/masked-response.ts';
import type { OffersChanged } from './follow-offers.ts';
import type { MoveCallStatusEvent } from './status-event.ts';
import type { PreparedOperation } from '../documents/documents.ts';

export interface ExecutionRequest {
  readonly operation: PreparedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly event: MoveCallStatusEvent | OffersChanged;
  readonly context: RouterContext;
}

/**
 * Executes a subscription's operation for one event: joins the event with the data that the subgraphs have about its call or team.
 *
 * @returns the payload as JSON: `{"data":…}`, or `{"errors":…,"data":…}` with masked errors
 * @throws CodedError BAD_USER_INPUT when the variables do not fit the operation
 */
export type ExecuteEvent = (request: ExecutionRequest) => Promise<string>;

export const createExecuteEvent =
  (logger: Logger, countFaults: CountFaults): ExecuteEvent =>
  async ({ operation, variables, event, context }) => {
    // The operation selects one of the root fields, whose value this is.
    const outcome = await operation.execute(variables, context, {
      moveCallStatus: event,
      moveCallFeed: event,
      offersChanged: event,
    });
    // Most unfit variables are refused when the subscription starts, but not a condition that is null.
    if (!outcome) throw badUserInput('The variables do not fit the types that the operation declares.');
    logger.debug({ ...fieldsOf(event), traceId: traceIdOf(context.traceparent) }, 'live event');
    const { json, errors } = writeResponse(outcome, logger, context.traceparent);
    countFaults(errors);
    return json;
  };

/** The fields of an event in the log. */
function fieldsOf(event: ExecutionRequest['event']): Readonly<Record<string, unknown>> {
  if ('team' in event) return { moverId: event.team.id };
  const { version, status, moveCall } = event;
  return { callId: moveCall.id, version, status };
}
