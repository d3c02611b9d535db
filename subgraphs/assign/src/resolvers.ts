import { signedIn } from '@movecall/identity/request-context';
import { badUserInput } from '@movecall/graphql';
import { isDay, seoulDay } from '@movecall/values/days';
import { regionOf } from '@movecall/values/places';
import { createCompanyResolvers, type CompanyResolverDeps } from './company/company-resolvers.ts';
import { idOf, type RequestContext, requireOperator } from './context.ts';
import type { QueryMoversArgs, Resolvers } from './generated/resolvers.ts';
import type { MoverCommands } from './mover/mover-commands.ts';
import type { HoldTime } from './hold/hold-commands.ts';
import { createHoldMutations } from './hold/hold-resolvers.ts';
import { createMoverMutations } from './mover/mover-mutations.ts';
import { ownTeam, wholeMover } from './mover/mover-view.ts';
import { createOfferResolvers, type OfferResolverDeps } from './offer/offer-resolvers.ts';
import type { PageCursors } from './page-cursor.ts';
import type { ReadModel } from './read-model.ts';
import type { PlanCommands } from './planning/plan-commands.ts';
import { createPlanResolvers } from './planning/plan-resolvers.ts';
import type { ReportProgress } from './progress/progress-commands.ts';
import { createProgressResolvers, progressOf } from './progress/progress-resolvers.ts';
import { createRescueResolvers, type RescueResolverDeps } from './rescue/rescue-resolvers.ts';
import { createScheduleResolvers } from './schedule/schedule-resolvers.ts';
import { assignmentSeenBy, maySeeMover, moverSeenBy } from './assignment/visibility.ts';

export interface ResolverDeps extends CompanyResolverDeps, OfferResolverDeps, RescueResolverDeps {
  readonly moverCommands: MoverCommands;
  readonly holdTime: HoldTime;
  readonly planCommands: PlanCommands;
  readonly reportProgress: ReportProgress;
  readonly readModel: ReadModel;
  readonly pageCursors: PageCursors;
}

/** The resolvers of the assign subgraph. */
export function createResolvers(deps: ResolverDeps): Resolvers {
  const ofMovers = createMoverResolvers(deps);
  const ofCompanies = createCompanyResolvers(deps);
  const ofOffers = createOfferResolvers(deps);
  const ofSchedule = createScheduleResolvers(deps.reads);
  const ofHolds = createHoldMutations(deps.holdTime);
  const ofRescue = createRescueResolvers(deps);
  const ofPlans = createPlanResolvers(deps.planCommands);
  const ofProgress = createProgressResolvers(deps.reportProgress);
  return {
    ...ofMovers,
    ...ofCompanies,
    ...ofOffers,
    ...ofSchedule,
    ...ofRescue,
    ...ofPlans,
    ...ofProgress,
    Mover: { ...ofMovers.Mover, ...ofOffers.Mover },
    Query: {
      ...ofMovers.Query,
      ...ofCompanies.Query,
      ...ofOffers.Query,
      ...ofSchedule.Query,
      ...ofRescue.Query,
    },
    Mutation: {
      ...ofMovers.Mutation,
      ...ofCompanies.Mutation,
      ...ofOffers.Mutation,
      ...ofRescue.Mutation,
      ...ofPlans.Mutation,
      ...ofProgress.Mutation,
      ...ofHolds,
    },
  };
}

type MoverResolverDeps = Pick<ResolverDeps, 'moverCommands' | 'readModel' | 'pageCursors' | 'now'>;

/** The resolvers of movers and assignments. They translate between GraphQL and the domain. */
const createMoverResolvers = ({ moverCommands, readModel, pageCursors, now }: MoverResolverDeps) =>
  ({
    Query: {
      movers: createMoverList(readModel, pageCursors),
      async team(_parent, _args, context) {
        const { moverId } = signedIn(context);
        const mover = moverId && (await context.loaders.movers.load(moverId));
        return mover ? ownTeam(mover) : null;
      },
    },

    Mutation: createMoverMutations(moverCommands, now),

    MoveCall: {
      __resolveReference: (reference) => reference,
      async assignmentHistory({ id }, _args, context) {
        const callId = idOf(id);
        const isOperator = signedIn(context).role === 'OPERATOR';
        return isOperator && callId !== null ? await context.loaders.histories.load(callId) : null;
      },
      progress: (call, _args, context) => progressOf(call, context),
      async assignment({ id, announcedMoverId = null, contactsShared = false }, _args, context) {
        const viewer = signedIn(context);
        const callId = idOf(id);
        const assignment = callId === null ? null : await context.loaders.assignments.load(callId);
        return assignment && assignmentSeenBy(viewer, assignment, { announcedMoverId, contactsShared });
      },
    },

    SlotAvailability: {
      __resolveReference: (reference) => reference,
      // A manage of an earlier release does not tell the home.
      availability: (slot, _args, { loaders }) =>
        isDay(slot.date) && Number.isFinite(slot.latitude) ? loaders.room.load(slot) : null,
    },

    Place: {
      sido: (place) => regionOf(place).sido,
      sigungu: (place) => regionOf(place).sigungu,
    },

    Assignment: {
      assignedAt: ({ assignedAt }) => assignedAt.toISOString(),
    },

    Mover: {
      daysOff: ({ daysOff }) => daysOff?.filter((day) => day >= seoulDay(now())) ?? null,
      async __resolveReference({ id }, context) {
        const viewer = signedIn(context);
        const moverId = idOf(id);
        const mover =
          moverId && maySeeMover(viewer, moverId) ? await context.loaders.movers.load(moverId) : null;
        return mover && moverSeenBy(viewer, mover);
      },
    },
  }) satisfies Resolvers;

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

/** All movers in pages, for operators. */
const createMoverList =
  (readModel: ReadModel, pageCursors: PageCursors) =>
  async (_parent: unknown, { first, after, available }: QueryMoversArgs, context: RequestContext) => {
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
  };
