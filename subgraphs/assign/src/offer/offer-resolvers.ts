import { forbidden } from '@movecall/graphql';
import { signedIn } from '@movecall/identity/request-context';
import type { Database } from '@movecall/eventlog';
import { parseLine } from '@movecall/values/text';
import { causeOf, idOf, type RequestContext } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { wholeMover } from '../mover/mover-view.ts';
import type { OfferAnswered, OfferCommands } from './offer-commands.ts';
import { offerProblem } from './offer-refusal.ts';
import { openOffers } from './offer-store.ts';

export interface OfferResolverDeps {
  readonly offerCommands: OfferCommands;
  /** For queries. */
  readonly reads: Database;
  readonly now: () => Date;
}

/** Characters. */
const MAX_REASON_LENGTH = 200;

/** The resolvers of offers, for the team that is asked. They translate between GraphQL and the domain. */
export const createOfferResolvers = ({ offerCommands, reads, now }: OfferResolverDeps) =>
  ({
    Query: {
      offers: async (_parent, _args, context) => openOffers(reads, teamOf(context), now()),
    },

    Mutation: {
      async acceptOffer(_parent, { assignmentId: id }, context) {
        const moverId = teamOf(context);
        const assignmentId = idOf(id);
        if (assignmentId === null) return payloadOf({ refusal: 'NOT_FOUND' });
        return payloadOf(await offerCommands.accept({ assignmentId, moverId }, causeOf(context)));
      },

      async declineOffer(_parent, { assignmentId: id, reason: given }, context) {
        const moverId = teamOf(context);
        const assignmentId = idOf(id);
        if (assignmentId === null) return payloadOf({ refusal: 'NOT_FOUND' });
        const reason = given == null ? null : parseLine(given, MAX_REASON_LENGTH);
        if (given != null && reason === null)
          return { assignment: null, userErrors: [offerProblem('INVALID_REASON')] };
        return payloadOf(await offerCommands.decline({ assignmentId, moverId }, reason, causeOf(context)));
      },
    },

    Mover: {
      offers: ({ id }, _args, context) =>
        signedIn(context).moverId === id ? openOffers(reads, id, now()) : null,
    },

    Offer: { expiresAt: ({ expiresAt }) => expiresAt.toISOString() },
  }) satisfies Resolvers;

/** The mover that is signed in. @throws CodedError UNAUTHENTICATED, FORBIDDEN */
function teamOf(context: RequestContext): string {
  const { role, moverId } = signedIn(context);
  if (role !== 'MOVER' || moverId === null) throw forbidden();
  return moverId;
}

const payloadOf = (answered: OfferAnswered) =>
  'refusal' in answered
    ? { assignment: null, userErrors: [offerProblem(answered.refusal)] }
    : {
        assignment: { ...answered.assignment, mover: wholeMover(answered.assignment.mover) },
        userErrors: [],
      };
