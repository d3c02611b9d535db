import type { CountFaults } from '@movecall/graphql/faults';
import { badUserInput } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import type { RouterContext } from '../context.ts';
import { traceIdOf } from '@movecall/telemetry/trace';
import { writeResponse } from '../execution/masked-response.ts';
import type { MoveCallStatusEvent } from './status-event.ts';
import type { PreparedOperation } from '../documents/documents.ts';

export interface ExecutionRequest {
  readonly operation: PreparedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly event: MoveCallStatusEvent;
  readonly context: RouterContext;
}

/**
 * Executes a subscription's operation for one event: joins the event with the data that the subgraphs have about its call.
 *
 * @returns the payload as JSON: `{"data":…}`, or `{"errors":…,"data":…}` with masked errors
 * @throws CodedError BAD_USER_INPUT when the variables do not fit the operation
 */
export type ExecuteEvent = (request: ExecutionRequest) => Promise<string>;

export const createExecuteEvent =
  (logger: Logger, countFaults: CountFaults): ExecuteEvent =>
  async ({ operation, variables, event, context }) => {
    // The operation selects one of the two root fields.
    const outcome = await operation.execute(variables, context, {
      moveCallStatus: event,
      moveCallFeed: event,
    });
    // Most unfit variables are refused when the subscription starts, but not a condition that is null.
    if (!outcome) throw badUserInput('The variables do not fit the types that the operation declares.');
    const { version, status, moveCall } = event;
    const traceId = traceIdOf(context.traceparent);
    logger.debug({ callId: moveCall.id, traceId, version, status }, 'live event');
    const { json, errors } = writeResponse(outcome, logger, context.traceparent);
    countFaults(errors);
    return json;
  };
