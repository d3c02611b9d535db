import type { Database } from '@movecall/eventlog';
import { badUserInput } from '@movecall/graphql';
import { isDay, seoulDay } from '@movecall/values/days';
import { parseLine } from '@movecall/values/text';
import { causeOf, idOf, requireOperator, teamOrOperator } from '../context.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import { findJobsAtRisk } from './jobs-at-risk.ts';
import { wholeMover } from '../mover/mover-view.ts';
import { type RescueProblem, rescueProblem } from './rescue-problem.ts';
import type { RescueCommands } from './rescue-commands.ts';

export interface RescueResolverDeps {
  readonly rescueCommands: RescueCommands;
  readonly reads: Database;
  readonly now: () => Date;
}

/** In characters. */
const MAX_REASON = 200;
const MAX_JOBS = 100;

const answer = (callId: string, problem: RescueProblem | null) =>
  problem === null
    ? { moveCall: { id: callId }, userErrors: [] }
    : { moveCall: null, userErrors: [rescueProblem(problem)] };

/** The resolvers of calls that lose their team. They translate between GraphQL and the domain. */
export const createRescueResolvers = ({ rescueCommands, reads, now }: RescueResolverDeps) =>
  ({
    Query: {
      async jobsAtRisk(_parent, { first }, context) {
        requireOperator(context);
        const size = first ?? MAX_JOBS;
        if (size < 1 || size > MAX_JOBS) throw badUserInput(`first must be 1 to ${MAX_JOBS}.`, ['first']);
        return await findJobsAtRisk(reads, { from: seoulDay(now()), limit: size });
      },
    } satisfies QueryResolvers,

    Mutation: createRescueMutations(rescueCommands),

    JobAtRisk: {
      async mover({ moverId }, _args, { loaders }) {
        const mover = await loaders.movers.load(moverId);
        if (!mover) throw new Error(`the team ${moverId} of a job is not there any more`);
        return wholeMover(mover);
      },
    },

    AssignmentRecord: {
      assignedAt: ({ assignedAt }) => assignedAt.toISOString(),
      releasedAt: ({ releasedAt }) => releasedAt?.toISOString() ?? null,
      async mover({ moverId }, _args, { loaders }) {
        const mover = await loaders.movers.load(moverId);
        if (!mover) throw new Error(`the team ${moverId} of an assignment is not there any more`);
        return wholeMover(mover);
      },
    },
  }) satisfies Resolvers;

const createRescueMutations = (rescueCommands: RescueCommands) =>
  ({
    async dropMoveCall(_parent, { id, reason: text, assignmentId }, context) {
      const byMoverId = teamOrOperator(context);
      const [callId, reason] = [idOf(id), parseLine(text, MAX_REASON)];
      if (callId === null) return answer(id, 'NOT_FOUND');
      if (reason === null) return answer(id, 'INVALID_REASON');
      const drop = { callId, byMoverId, reason, assignmentId: named(assignmentId) };
      return answer(callId, await rescueCommands.drop(drop, causeOf(context)));
    },

    async reassignMoveCall(_parent, { id, moverId, movingOn, slot, reason: text, ...expected }, context) {
      requireOperator(context);
      const [callId, toMoverId, reason] = [idOf(id), idOf(moverId), parseLine(text, MAX_REASON)];
      if (movingOn != null && !isDay(movingOn))
        throw badUserInput('movingOn must be a day as YYYY-MM-DD.', ['movingOn']);
      if (callId === null) return answer(id, 'NOT_FOUND');
      if (toMoverId === null) return answer(id, 'UNKNOWN_MOVER');
      if (reason === null) return answer(id, 'INVALID_REASON');
      const time = { movingOn: movingOn ?? null, slot: slot ?? null };
      const [assignmentId, onlyIfWaiting] = [named(expected.assignmentId), expected.onlyIfWaiting ?? false];
      const reassign = { callId, toMoverId, ...time, reason, assignmentId, onlyIfWaiting };
      return answer(callId, await rescueCommands.reassign(reassign, causeOf(context)));
    },
  }) satisfies MutationResolvers;

/** What is malformed is no call's assignment, so that it is refused as a changed one. */
const named = (id: string | null | undefined): string | null => (id == null ? null : (idOf(id) ?? ''));
