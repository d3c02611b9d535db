import {
  createRequestContext,
  type RequestContext as SignedContext,
} from '@movecall/identity/request-context';
import DataLoader from 'dataloader';
import type { IncomingMessage } from 'node:http';
import type { AssignmentView } from './assignment.ts';
import type { ReadModel } from './read-model.ts';

export interface RequestContext extends SignedContext {
  /** Loads the newest assignment of a call, without checking who may see it. It batches the reads of one request. */
  readonly assignments: DataLoader<string, AssignmentView | null>;
}

/** The key of the entity MoveCall. Assign adds the assignment to it. */
export interface MoveCallReference {
  readonly id: string;
}

/**
 * Makes the context of a request.
 *
 * @returns a function that throws UNAUTHENTICATED (HTTP 401) for a request that neither the router nor a service has signed.
 */
export function createContextFactory(
  identityKey: Uint8Array,
  readModel: ReadModel,
): (request: IncomingMessage) => Promise<RequestContext> {
  const identify = createRequestContext(identityKey);
  return async (request) => ({
    ...(await identify(request)),
    assignments: new DataLoader((callIds) => readModel.assignmentsOf(callIds)),
  });
}
