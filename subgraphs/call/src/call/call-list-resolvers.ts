import { badUserInput, forbidden } from '@movecall/graphql';
import { encodeFeedCursor } from '@movecall/values/cursor';
import { addDays, type Day, isDay, seoulDay } from '@movecall/values/days';
import { statusLabels } from '@movecall/values/labels';
import type { ReadStatistics } from './call-statistics.ts';
import { requirePerson } from '../context.ts';
import type { QueryMoveCallsArgs, Resolvers } from '../generated/resolvers.ts';
import type { PageCursors } from './page-cursor.ts';
import type { PageRequest } from './call-list.ts';
import type { ReadModel } from './read-model.ts';
import type { PersonViewer } from '../sign-in/sign-in.ts';
import { MAX_TEXT_LENGTH, parseSearch } from '../text-input.ts';

export interface CallListDeps {
  readonly readModel: ReadModel;
  readonly readStatistics: ReadStatistics;
  readonly pageCursors: PageCursors;
  readonly now: () => Date;
}

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;
/** Days of the jobs of a team. */
const MAX_DAYS = 62;

/** The resolvers of queries over many calls: the list and the statistics. */
export const createCallListResolvers = ({ readModel, readStatistics, pageCursors, now }: CallListDeps) =>
  ({
    async moveCalls(_parent, args, context) {
      const viewer = requirePerson(context);
      const page = parsePage(args, viewer, { pageCursors, today: seoulDay(now()) });
      // Read before the list: a change in between is then on the feed, and perhaps in the list too.
      const hasFeed = viewer.role !== 'CUSTOMER' && page.after === null;
      const feedCursor = hasFeed ? encodeFeedCursor(await readModel.streamPosition()) : null;
      const { calls: nodes, hasNextPage } = await readModel.list(viewer, page);
      const edges = nodes.map((node) => ({ cursor: pageCursors.encode(node), node }));
      const pageInfo = { hasNextPage, endCursor: edges.at(-1)?.cursor ?? null };
      return { edges, nodes, pageInfo, feedCursor };
    },

    async teamJobs(_parent, { from, to }, context) {
      const { moverId } = requirePerson(context);
      if (moverId === null) throw forbidden();
      if (!isDay(from) || !isDay(to) || to < from || to > addDays(from, MAX_DAYS - 1))
        throw badUserInput(`from and to must be days as YYYY-MM-DD, ${MAX_DAYS} at most.`);
      // Read before the jobs, as in `moveCalls`.
      const feedCursor = encodeFeedCursor(await readModel.streamPosition());
      return { nodes: await readModel.jobs(moverId, from, to), feedCursor };
    },

    async moveCallFigures(_parent, _args, context) {
      if (requirePerson(context).role !== 'OPERATOR') throw forbidden();
      const { statuses, hours, confirmations } = await readStatistics(now());
      return {
        statuses: statuses.map((entry) => ({ ...entry, statusLabel: statusLabels[entry.status] })),
        hours: hours.map(({ beginsAt, count }) => ({ beginsAt: beginsAt.toISOString(), count })),
        confirmations: confirmations.map(({ at, seconds }) => ({ at: at.toISOString(), seconds })),
      };
    },
  }) satisfies Resolvers['Query'];

/** @throws CodedError BAD_USER_INPUT */
function parsePage(
  args: Partial<QueryMoveCallsArgs>,
  viewer: PersonViewer,
  { pageCursors, today }: { readonly pageCursors: PageCursors; readonly today: Day },
): PageRequest {
  const first = args.first ?? DEFAULT_PAGE;
  if (first < 1 || first > MAX_PAGE) throw badUserInput(`first must be 1 to ${MAX_PAGE}.`);
  const after = args.after == null ? null : pageCursors.decode(args.after);
  if (args.after != null && after === null) throw badUserInput('after is not a cursor of this list.');
  const search = parseSearch(args.search, viewer.role === 'OPERATOR');
  if (search === undefined)
    throw badUserInput(`search must be at most ${MAX_TEXT_LENGTH} printable characters.`);
  return { first, after, status: args.status ?? null, search, today };
}
