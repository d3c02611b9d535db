import type { Database } from '@movecall/eventlog';
import { badUserInput } from '@movecall/graphql';
import { addDays, isDay } from '@movecall/values/days';
import { idOf, requireOperator } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { wholeMover } from '../mover/mover-view.ts';
import { type DayRange, daysIn, findTeamDays, findTeams, findWaitingJobs } from './schedule.ts';

const MAX_DAYS = 62;
/** Teams times days of one answer. */
const MAX_TEAM_DAYS = 20_000;
const MAX_WAITING = 100;

/** The resolvers of the schedule, for operators. They translate between GraphQL and the domain. */
export const createScheduleResolvers = (reads: Database) =>
  ({
    Query: {
      async schedule(_parent, { from, to, moverIds }, context) {
        requireOperator(context);
        const range = rangeOf(from, to);
        const limit = Math.floor(MAX_TEAM_DAYS / daysIn(range).length);
        const named = moverIds?.flatMap((id) => idOf(id) ?? []) ?? null;
        const teams = await findTeams(reads, named, limit + 1);
        if (teams.length > limit)
          throw badUserInput(`Name at most ${limit} teams for so many days, or fewer days.`, ['moverIds']);
        return await findTeamDays(reads, teams, range);
      },

      async waitingJobs(_parent, { from, to, first }, context) {
        requireOperator(context);
        const size = first ?? MAX_WAITING;
        if (size < 1 || size > MAX_WAITING)
          throw badUserInput(`first must be 1 to ${MAX_WAITING}.`, ['first']);
        return await findWaitingJobs(reads, rangeOf(from, to), size);
      },
    },

    TeamDay: {
      async mover({ moverId }, _args, { loaders }) {
        const mover = await loaders.movers.load(moverId);
        if (!mover) throw new Error(`the team ${moverId} of the schedule is not there any more`);
        return wholeMover(mover);
      },
    },
  }) satisfies Resolvers;

/** @throws CodedError BAD_USER_INPUT */
function rangeOf(from: string, to: string): DayRange {
  if (!isDay(from)) throw badUserInput('from must be a day as YYYY-MM-DD.', ['from']);
  if (!isDay(to)) throw badUserInput('to must be a day as YYYY-MM-DD.', ['to']);
  if (to < from) throw badUserInput('to must not be before from.', ['to']);
  if (to > addDays(from, MAX_DAYS - 1))
    throw badUserInput(`At most ${MAX_DAYS} days can be asked for.`, ['to']);
  return { from, to };
}
