import type { Cause } from '@movecall/eventlog';
import { signedIn } from '@movecall/identity/request-context';
import { badUserInput, forbidden } from '@movecall/graphql';
import { regionOf } from '@movecall/values/places';
import { z } from 'zod';
import type { RequestContext } from './context.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { parseRegistration, refusal } from './mover.ts';
import type { MoverCommands } from './mover-commands.ts';
import { wholeMover } from './mover-view.ts';
import type { PageCursors } from './page-cursor.ts';
import type { ReadModel } from './read-model.ts';
import { assignmentSeenBy, maySeeMover } from './visibility.ts';

export interface ResolverDeps {
  readonly moverCommands: MoverCommands;
  readonly readModel: ReadModel;
  readonly pageCursors: PageCursors;
}

/** The resolvers of the assign subgraph. They translate between GraphQL and the domain. */
export const createResolvers = ({ moverCommands, readModel, pageCursors }: ResolverDeps): Resolvers => ({
  Query: {
    async movers(_parent, { first, after, available }, context) {
      requireOperator(context);
      const size = first ?? DEFAULT_PAGE;
      if (size < 1 || size > MAX_PAGE) throw badUserInput(`first must be 1 to ${MAX_PAGE}.`);
      const cursor = after == null ? null : pageCursors.decode(after);
      if (after != null && cursor === null) throw badUserInput('after is not a cursor of this list.');
      const found = await readModel.movers({ limit: size + 1, after: cursor, available: available ?? null });
      const edges = found
        .slice(0, size)
        .map((mover) => ({ cursor: pageCursors.encode(mover), node: wholeMover(mover) }));
      return {
        edges,
        nodes: edges.map(({ node }) => node),
        pageInfo: { hasNextPage: found.length > size, endCursor: edges.at(-1)?.cursor ?? null },
      };
    },
  },

  Mutation: {
    async registerMover(_parent, { input }, context) {
      requireOperator(context);
      const parsed = parseRegistration(input);
      if ('refusals' in parsed) return { mover: null, userErrors: parsed.refusals };
      const mover = await moverCommands.register(parsed.registration, causeOf(context));
      return mover
        ? { mover: wholeMover(mover), userErrors: [] }
        : { mover: null, userErrors: [refusal('ALREADY_REGISTERED')] };
    },

    async setMoverAvailability(_parent, { id, available }, context) {
      requireOperator(context);
      const moverId = idOf(id);
      const mover = moverId && (await moverCommands.setAvailability(moverId, available, causeOf(context)));
      return mover
        ? { mover: wholeMover(mover), userErrors: [] }
        : { mover: null, userErrors: [refusal('NOT_FOUND')] };
    },
  },

  MoveCall: {
    __resolveReference: (reference) => reference,
    async assignment({ id, announcedMoverId = null, contactsShared = false }, _args, context) {
      const viewer = signedIn(context);
      const callId = idOf(id);
      const assignment = callId === null ? null : await context.loaders.assignments.load(callId);
      return assignment && assignmentSeenBy(viewer, assignment, { announcedMoverId, contactsShared });
    },
  },

  Place: {
    sido: (place) => regionOf(place).sido,
    sigungu: (place) => regionOf(place).sigungu,
  },

  Assignment: {
    assignedAt: ({ assignedAt }) => assignedAt.toISOString(),
  },

  Mover: {
    async __resolveReference({ id }, context) {
      const viewer = signedIn(context);
      const moverId = idOf(id);
      const mover =
        moverId && maySeeMover(viewer, moverId) ? await context.loaders.movers.load(moverId) : null;
      return mover && wholeMover(mover);
    },
  },
});

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

/** Normalises an id to lower case, as in Postgres and in events; null for a text that is not a UUID. */
const idOf = (text: string): string | null => z.uuid().safeParse(text).data?.toLowerCase() ?? null;

const causeOf = ({ traceparent }: RequestContext): Cause => ({ causationId: null, traceparent });

/** @throws CodedError UNAUTHENTICATED, FORBIDDEN */
function requireOperator(context: RequestContext): void {
  if (signedIn(context).role !== 'OPERATOR') throw forbidden();
}
