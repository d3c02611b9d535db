import { CodedError, forbidden } from '@movecall/graphql';
import { signedIn } from '@movecall/identity/request-context';
import { parseLine } from '@movecall/values/text';
import { idOf, type RequestContext } from '../context.ts';
import type { MutationResolvers, Resolvers } from '../generated/resolvers.ts';
import { requireOperator } from '../operators.ts';
import {
  type AgreedRescheduleDeps,
  answer,
  findOrder,
  type FoundOrder,
  refused,
  refusedByAssign,
  rescheduleAgreed,
} from './agreed-reschedule.ts';
import type { AssignClient } from './assign-client.ts';
import type { WantedTeam } from './assign-questions.ts';
import { judgeTime } from './rescheduling.ts';

export interface RescheduleResolverDeps extends AgreedRescheduleDeps {
  readonly reassign: AssignClient['reassign'];
  readonly now: () => Date;
}

/** In characters. */
const MAX_REASON = 200;

/** The resolvers of the mutations that move a call to another time. They translate between GraphQL and the domain. */
export const createRescheduleResolvers = (deps: RescheduleResolverDeps) =>
  ({
    Mutation: {
      async rescheduleMoveCall(_parent, { id, movingOn, slot = null, agreedTotal = null }, context) {
        const viewer = signedIn(context);
        const found = await findOrder(viewer, id, context);
        if (found === null) return refused('NOT_FOUND');
        const { order, contract } = found;
        if (viewer.role !== 'OPERATOR' && viewer.id !== order.ownerId) throw forbidden();
        const judged = judgeTime(order, { movingOn, slot }, deps.now());
        if (judged === 'SAME')
          return answer(order.callId, order, order.cost, contract?.agreement.quote ?? null);
        if ('refusal' in judged) return refused(judged.refusal);
        return await rescheduleAgreed(deps, found, { to: judged.to, agreedTotal, wanted: null }, context);
      },

      reassignMoveCall: createReassign(deps),
    },
  }) satisfies Resolvers;

/** At another time than its own, the call is rescheduled to the team. */
const createReassign =
  (deps: RescheduleResolverDeps): NonNullable<MutationResolvers['reassignMoveCall']> =>
  async (_parent, { id, reason: text, agreedTotal = null, ...asked }, context) => {
    const viewer = requireOperator(context);
    const [moverId, reason] = [idOf(asked.moverId), parseLine(text, MAX_REASON)];
    const found = await findOrder(viewer, id, context);
    if (found === null) return refused('NOT_FOUND');
    if (moverId === null) return refused('UNKNOWN_MOVER');
    if (reason === null) return refused('INVALID_REASON');
    const { order } = found;
    // What is malformed is no call's assignment.
    const assignmentId = asked.assignmentId == null ? null : (idOf(asked.assignmentId) ?? '');
    const wanted = { moverId, reason, assignmentId, onlyIfWaiting: asked.onlyIfWaiting ?? false };
    const time = { movingOn: asked.movingOn ?? order.movingOn, slot: asked.slot ?? order.slot };
    if (time.movingOn === order.movingOn && time.slot === order.slot)
      return await giveAtItsTime(deps.reassign, found, wanted, context);
    const judged = judgeTime(order, time, deps.now());
    if (judged === 'SAME') throw new Error('another time is judged to be the same');
    if ('refusal' in judged) return refused(judged.refusal);
    return await rescheduleAgreed(deps, found, { to: judged.to, agreedTotal, wanted }, context);
  };

/** Who has a call at its time is a matter of assign's alone. */
async function giveAtItsTime(
  reassign: AssignClient['reassign'],
  { viewer, order, contract }: FoundOrder,
  wanted: WantedTeam,
  { traceparent }: RequestContext,
) {
  const { callId, movingOn, slot, cost } = order;
  const problem = await reassign({ callId, movingOn, slot, ...wanted }, viewer, traceparent);
  if (problem === 'UNAVAILABLE')
    throw new CodedError('SERVICE_UNAVAILABLE', 'The outcome is not known yet; read the call again.');
  // Assign does not know yet of a reschedule that manage has made.
  if (problem?.code === 'RESCHEDULE_FIRST') return refused('TRY_AGAIN_LATER');
  if (problem !== null) return refusedByAssign(problem);
  return answer(callId, { movingOn, slot }, cost, contract?.agreement.quote ?? null);
}
