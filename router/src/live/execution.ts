import type { CountFaults } from '@movecall/graphql/faults';
import { badUserInput } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import type { RouterContext } from '../context.ts';
import { traceIdOf } from '@movecall/telemetry/trace';
import { writeAnswer } from '../execution/answer.ts';
import type { LiveOperation } from './operation.ts';
import type { MoveCallStatusEvent } from './status-event.ts';

export interface ExecutionRequest {
  readonly operation: LiveOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly event: MoveCallStatusEvent;
  readonly context: RouterContext;
}

/**
 * The payload of one event: what `events` says of it, joined with what the subgraphs say of its call.
 *
 * @returns `{"data":…}`, or `{"errors":…,"data":…}` with masked errors, as JSON
 */
export type ExecuteEvent = (request: ExecutionRequest) => Promise<string>;

export const createExecuteEvent =
  (logger: Logger, countFaults: CountFaults): ExecuteEvent =>
  async ({ operation, variables, event, context }) => {
    // Whichever of the root fields it is that is subscribed to.
    const outcome = await operation.execute(variables, context, {
      moveCallStatus: event,
      moveCallFeed: event,
    });
    // Most of what does not fit was refused when it was subscribed to, but not a condition that is null.
    if (!outcome) throw badUserInput('The variables do not fit what they are used for.');
    const { version, status, moveCall } = event;
    const traceId = traceIdOf(context.traceparent);
    logger.debug({ callId: moveCall.id, traceId, version, status }, 'live event');
    const { json, errors } = writeAnswer(outcome, logger, context.traceparent);
    countFaults(errors);
    return json;
  };
