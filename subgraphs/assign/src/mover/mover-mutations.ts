import { forbidden } from '@movecall/graphql';
import type { Viewer } from '@movecall/identity';
import { signedIn } from '@movecall/identity/request-context';
import { koreanDay, seoulDay } from '@movecall/values/days';
import { causeOf, idOf, requireOperator } from '../context.ts';
import { parseDaysOff } from './days-off.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { parseRegistration } from './mover.ts';
import type { DaysOffSet, MoverCommands } from './mover-commands.ts';
import { type Refusal, refusal } from './mover-refusal.ts';
import { wholeMover } from './mover-view.ts';
import { parseTeamChanges } from './team.ts';
import { maySeeMover, moverSeenBy } from '../assignment/visibility.ts';

const refused = (...userErrors: readonly Refusal[]) => ({ mover: null, userErrors });

/** The mutations of movers. They translate between GraphQL and the domain. */
export const createMoverMutations = (moverCommands: MoverCommands, now: () => Date) =>
  ({
    async registerMover(_parent, { input }, context) {
      requireOperator(context);
      const parsed = parseRegistration(input);
      if ('refusals' in parsed) return refused(...parsed.refusals);
      const registered = await moverCommands.register(parsed.registration, causeOf(context));
      return 'refusal' in registered
        ? refused(refusal(registered.refusal))
        : { mover: wholeMover(registered.mover), userErrors: [] };
    },

    async updateMover(_parent, { id, input }, context) {
      requireOperator(context);
      const moverId = idOf(id);
      if (moverId === null) return refused(refusal('NOT_FOUND'));
      const parsed = parseTeamChanges(input);
      if ('refusals' in parsed) return refused(...parsed.refusals);
      const update = { companyId: input.companyId, ...parsed.changes };
      const updated = await moverCommands.update(moverId, update, causeOf(context));
      return 'refusal' in updated
        ? refused(refusal(updated.refusal))
        : { mover: wholeMover(updated.mover), userErrors: [] };
    },

    async setMoverAvailability(_parent, { id, available }, context) {
      requireOperator(context);
      const moverId = idOf(id);
      const mover = moverId && (await moverCommands.setAvailability(moverId, available, causeOf(context)));
      return mover ? { mover: wholeMover(mover), userErrors: [] } : refused(refusal('NOT_FOUND'));
    },

    async setMoverDaysOff(_parent, { id, days }, context) {
      const viewer = signedIn(context);
      if (viewer.role !== 'OPERATOR' && viewer.role !== 'MOVER') throw forbidden();
      const moverId = idOf(id);
      if (moverId === null || !maySeeMover(viewer, moverId)) return refused(refusal('NOT_FOUND'));
      const daysOff = parseDaysOff(days, seoulDay(now()));
      if (daysOff === null) return refused(refusal('INVALID_DAYS_OFF'));
      return daysOffAnswer(viewer, days, await moverCommands.setDaysOff(moverId, daysOff, causeOf(context)));
    },
  }) satisfies MutationResolvers;

/** @param days as they were sent */
function daysOffAnswer(viewer: Viewer, days: readonly string[], set: DaysOffSet) {
  if ('mover' in set) return { mover: moverSeenBy(viewer, set.mover), userErrors: [] };
  if ('refusal' in set) return refused(refusal(set.refusal));
  const hasJob = refusal('DAY_HAS_JOB');
  return refused({
    ...hasJob,
    message: `${koreanDay(set.jobOn)}: ${hasJob.message}`,
    field: ['days', String(days.indexOf(set.jobOn))],
  });
}
