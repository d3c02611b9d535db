import { ENDED_SESSIONS_HEADER, type Viewer } from '@movecall/identity';
import {
  createRequestContext,
  type RequestContext as SignedContext,
  signedIn,
} from '@movecall/identity/request-context';
import { forbidden } from '@movecall/graphql';
import DataLoader from 'dataloader';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CommandMetadata } from './outbox.ts';
import type { AlertEntry, MoveCallView, ReadModel, TimelineEntry } from './call/read-model.ts';
import type { createSessionCookies, SessionCookie } from './sign-in/session-cookie.ts';
import type { Person, PersonViewer } from './sign-in/sign-in.ts';

export interface RequestContext extends SignedContext {
  /** Batch the reads of one request: one query for each kind. `reload` replaces them. */
  loaders: Loaders;
  /** Makes loaders that read on the connections of commands. */
  readonly newCommandLoaders: () => Loaders;
  readonly sessionCookie: SessionCookie;
  /** Tells the router which sessions this request has ended: it refuses their tokens before the client has its answer. */
  readonly announceEnded: (sessionIds: readonly string[]) => void;
}

/** The read models of a service: the same data, on the connections of queries and on those of commands. */
export interface ReadModels {
  readonly queries: ReadModel;
  readonly commands: ReadModel;
}

export interface Loaders {
  readonly calls: DataLoader<string, MoveCallView | null>;
  readonly timelines: DataLoader<string, TimelineEntry[]>;
  readonly alerts: DataLoader<string, AlertEntry[]>;
  readonly people: DataLoader<string, Person | null>;
}

/**
 * Makes the context of a request.
 *
 * @returns a function that throws UNAUTHENTICATED (HTTP 401) for a request that neither the router nor a service has signed.
 */
export function createContextFactory(
  identityKey: Uint8Array,
  readModels: ReadModels,
  sessionCookieOf: ReturnType<typeof createSessionCookies>,
): (request: IncomingMessage, response: ServerResponse) => Promise<RequestContext> {
  const identify = createRequestContext(identityKey);
  return async (request, response) => ({
    ...(await identify(request)),
    loaders: createLoaders(readModels.queries),
    newCommandLoaders: () => createLoaders(readModels.commands),
    sessionCookie: sessionCookieOf(request, response),
    announceEnded: (ids) =>
      void response.setHeader(ENDED_SESSIONS_HEADER, ids.slice(0, MAX_ANNOUNCED).join()),
  });
}

/** Headers are short. The router learns of further sessions by their SessionsEnded. */
const MAX_ANNOUNCED = 100;

const createLoaders = (readModel: ReadModel): Loaders => ({
  calls: new DataLoader((ids) => readModel.find(ids)),
  timelines: new DataLoader((ids) => readModel.timelines(ids)),
  alerts: new DataLoader((ids) => readModel.alerts(ids)),
  people: new DataLoader((ids) => readModel.people(ids)),
});

/**
 * Reads a call after a command, although this request may have read it before. From then on the request reads on the connections
 * of commands: its answer does not wait for queries.
 */
export function reload(context: RequestContext, callId: string): Promise<MoveCallView | null> {
  context.loaders = context.newCommandLoaders();
  return context.loaders.calls.load(callId);
}

/** The same for a call that the command has just made: it is not read again. */
export function show(context: RequestContext, call: MoveCallView): MoveCallView {
  context.loaders = context.newCommandLoaders();
  context.loaders.calls.prime(call.id, call);
  return call;
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
