import {
  createRequestContext,
  type RequestContext as SignedContext,
  signedIn,
} from '@movecall/identity/request-context';
import type { Cause } from '@movecall/eventlog';
import { forbidden } from '@movecall/graphql';
import DataLoader from 'dataloader';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { StepView } from './progress/progress-store.ts';
import type { AssignmentRecord } from './assignment/assignment-history.ts';
import type { AssignmentView } from './assignment/assignment-view.ts';
import type { Company } from './company/company.ts';
import type { Mover } from './mover/mover.ts';
import type { ReadModel } from './read-model.ts';
import { type Availability, type RoomKey, roomKeyOf } from './dispatch/room.ts';
import type { Announcement } from './assignment/visibility.ts';

export interface RequestContext extends SignedContext {
  /** Batch the reads of one request: one query for each kind. They do not check who may see what they load. */
  readonly loaders: Loaders;
}

export interface Loaders {
  /** The newest assignment of a call. */
  readonly assignments: DataLoader<string, AssignmentView | null>;
  readonly movers: DataLoader<string, Mover | null>;
  /** The teams that a call has had. */
  readonly histories: DataLoader<string, readonly AssignmentRecord[]>;
  /** What the team of an assignment has reported. */
  readonly progress: DataLoader<string, readonly StepView[]>;
  readonly companies: DataLoader<string, Company | null>;
  /** The room that teams have on a day. Everyone may see it. */
  readonly room: DataLoader<RoomKey, Availability, string>;
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
  roomOn: (keys: readonly RoomKey[]) => Promise<Availability[]>,
): (request: IncomingMessage) => Promise<RequestContext> {
  const identify = createRequestContext(identityKey);
  return async (request) => ({ ...(await identify(request)), loaders: createLoaders(readModel, roomOn) });
}

const createLoaders = (
  readModel: ReadModel,
  roomOn: (keys: readonly RoomKey[]) => Promise<Availability[]>,
): Loaders => ({
  assignments: new DataLoader((callIds) => readModel.assignmentsOf(callIds)),
  movers: new DataLoader((ids) => readModel.find(ids)),
  histories: new DataLoader((callIds) => readModel.historiesOf(callIds)),
  progress: new DataLoader((assignmentIds) => readModel.stepsOf(assignmentIds)),
  companies: new DataLoader((ids) => readModel.companies(ids)),
  room: new DataLoader(roomOn, { cacheKeyFn: roomKeyOf }),
});

/** Normalises an id to lower case, as in Postgres and in events; null for a text that is not a UUID. */
export const idOf = (text: string): string | null => z.uuid().safeParse(text).data?.toLowerCase() ?? null;

/** What a request's commands are caused by. */
export const causeOf = ({ traceparent }: RequestContext): Cause => ({ causationId: null, traceparent });

/** @throws CodedError UNAUTHENTICATED, FORBIDDEN */
export function requireOperator(context: RequestContext): void {
  if (signedIn(context).role !== 'OPERATOR') throw forbidden();
}

/** The team that asks; null for an operator. @throws CodedError UNAUTHENTICATED, FORBIDDEN */
export function teamOrOperator(context: RequestContext): string | null {
  const { role, moverId } = signedIn(context);
  if (role === 'OPERATOR') return null;
  if (role !== 'MOVER' || moverId === null) throw forbidden();
  return moverId;
}
