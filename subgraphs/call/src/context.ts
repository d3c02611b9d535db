import type { Viewer } from '@movecall/identity';
import {
  createRequestContext,
  type RequestContext as SignedContext,
  signedIn,
} from '@movecall/identity/request-context';
import { forbidden } from '@movecall/graphql';
import DataLoader from 'dataloader';
import type { IncomingMessage } from 'node:http';
import type { CommandMetadata } from './outbox.ts';
import type { AlertEntry, MoveCallView, ReadModel, TimelineEntry } from './read-model.ts';
import type { PersonViewer } from './sign-in.ts';

export interface RequestContext extends SignedContext {
  /** Batch the reads of one request: one query for each kind. */
  readonly loaders: Loaders;
}

export interface Loaders {
  readonly calls: DataLoader<string, MoveCallView | null>;
  readonly timelines: DataLoader<string, TimelineEntry[]>;
  readonly alerts: DataLoader<string, AlertEntry[]>;
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
  calls: new DataLoader((ids) => readModel.find(ids)),
  timelines: new DataLoader((ids) => readModel.timelines(ids)),
  alerts: new DataLoader((ids) => readModel.alerts(ids)),
});

/** Reads a call again, although this request may have read it before. */
export function reload({ calls, timelines, alerts }: Loaders, callId: string): Promise<MoveCallView | null> {
  timelines.clear(callId);
  alerts.clear(callId);
  return calls.clear(callId).load(callId);
}

const isPerson = (viewer: Viewer): viewer is PersonViewer => viewer.role !== 'SERVICE';

/**
 * The person who sent the request. Services may not use the fields for people.
 *
 * @throws CodedError UNAUTHENTICATED; FORBIDDEN for a service.
 */
export function requirePerson(context: RequestContext): PersonViewer {
  return refuseServices(signedIn(context));
}

/** @throws CodedError FORBIDDEN for a service. */
export function refuseServices(viewer: Viewer): PersonViewer {
  if (!isPerson(viewer)) throw forbidden();
  return viewer;
}

/** The metadata of a command that a request sends. */
export const metadataOf = ({ traceparent }: RequestContext, now: Date): CommandMetadata => ({
  now,
  cause: { causationId: null, traceparent },
});
