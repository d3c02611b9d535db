import { badUserInput } from '@movecall/graphql';
import { isDay } from '@movecall/values/days';
import { causeOf, idOf, requireOperator } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { wholeMover } from '../mover/mover-view.ts';
import type { PlanCommands } from './plan-commands.ts';

const problems = {
  NOT_FOUND: '배정 계획을 찾을 수 없어요.',
  PLAN_OUTDATED: '계획을 만든 뒤에 배정이 바뀌었어요. 계획을 다시 만들어 주세요.',
} as const;

/** The resolvers of the plan of a day, for operators. They translate between GraphQL and the domain. */
export const createPlanResolvers = (planCommands: PlanCommands) =>
  ({
    Mutation: {
      async proposePlan(_parent, { day }, context) {
        requireOperator(context);
        if (!isDay(day)) throw badUserInput('day must be a day as YYYY-MM-DD.', ['day']);
        return await planCommands.propose(day);
      },

      async applyPlan(_parent, { id }, context) {
        requireOperator(context);
        const planId = idOf(id);
        const applied = planId === null ? 'NOT_FOUND' : await planCommands.apply(planId, causeOf(context));
        return typeof applied === 'string'
          ? { plan: null, userErrors: [{ code: applied, message: problems[applied], field: ['id'] }] }
          : { plan: applied, userErrors: [] };
      },
    },

    Plan: { appliedAt: ({ appliedAt }) => appliedAt?.toISOString() ?? null },

    PlannedMove: {
      call: ({ callId }) => ({ id: callId }),
      async from({ fromMoverId }, _args, { loaders }) {
        return seen(await loaders.movers.load(fromMoverId), fromMoverId);
      },
      async to({ toMoverId }, _args, { loaders }) {
        return seen(await loaders.movers.load(toMoverId), toMoverId);
      },
    },
  }) satisfies Resolvers;

function seen(mover: Parameters<typeof wholeMover>[0] | null, id: string) {
  if (!mover) throw new Error(`the team ${id} of a plan is not there any more`);
  return wholeMover(mover);
}
