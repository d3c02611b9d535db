import {
  createRequestContext,
  type RequestContext as SignedContext,
} from '@movecall/identity/request-context';
import DataLoader from 'dataloader';
import type { IncomingMessage } from 'node:http';
import type { AssignmentView } from './assignment.ts';
import type { Queries } from './queries.ts';

export interface RequestContext extends SignedContext {
  /** The newest assignment of a call, whoever may see it; those of one request in one query. */
  readonly assignments: DataLoader<string, AssignmentView | null>;
}

/** All that is known here of a call: the entity's key. */
export interface MoveCallReference {
  readonly id: string;
}

/** @returns a function that throws UNAUTHENTICATED (HTTP 401) for a request that is neither the router's nor a service's. */
export function createContextFactory(
  identityKey: Uint8Array,
  queries: Queries,
): (request: IncomingMessage) => Promise<RequestContext> {
  const identify = createRequestContext(identityKey);
  return async (request) => ({
    ...(await identify(request)),
    assignments: new DataLoader((callIds) => queries.assignmentsOf(callIds)),
  });
}
