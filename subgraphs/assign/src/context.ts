import {
  createRequestContext,
  type RequestContext as SignedContext,
} from '@movecall/identity/request-context';
import DataLoader from 'dataloader';
import type { IncomingMessage } from 'node:http';
import type { AssignmentView } from './assignment-view.ts';
import type { Mover } from './mover.ts';
import type { ReadModel } from './read-model.ts';
import type { Announcement } from './visibility.ts';

export interface RequestContext extends SignedContext {
  /** Batch the reads of one request: one query for each kind. They do not check who may see what they load. */
  readonly loaders: Loaders;
}

export interface Loaders {
  /** The newest assignment of a call. */
  readonly assignments: DataLoader<string, AssignmentView | null>;
  readonly movers: DataLoader<string, Mover | null>;
}

/** The key of the entity MoveCall, and what call says of its mover. Assign adds the assignment to it. */
export interface MoveCallReference extends Partial<Announcement> {
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
  return async (request) => ({ ...(await identify(request)), loaders: createLoaders(readModel) });
}

const createLoaders = (readModel: ReadModel): Loaders => ({
  assignments: new DataLoader((callIds) => readModel.assignmentsOf(callIds)),
  movers: new DataLoader((ids) => readModel.find(ids)),
});
