import { badUserInput, forbidden } from '@movecall/graphql';
import { signedIn } from '@movecall/identity/request-context';
import { movingSlots } from '@movecall/schema/events';
import { isDay } from '@movecall/values/days';
import { z } from 'zod';
import { causeOf } from '../context.ts';
import type { HoldTimePayload, MutationResolvers } from '../generated/resolvers.ts';
import { rescueProblem } from '../rescue/rescue-problem.ts';
import type { HoldTime } from './hold-commands.ts';
import type { HoldRefusal } from './rescheduling.ts';

/** In lower case, as in Postgres and in events. */
const id = z.uuid().toLowerCase();
const input = z.object({
  attemptId: id,
  callId: id,
  movingOn: z.string().refine(isDay),
  slot: z.enum(movingSlots),
  wanted: z.object({ moverId: id, reason: z.string() }).nullable(),
  assignmentId: z.string().nullish(),
  onlyIfWaiting: z.boolean().nullish(),
});

/** What is not about a team that an operator has chosen. The SLOT_FULL of such a team is. */
const outcomes = ['UNKNOWN_CALL', 'CALL_OVER', 'BUSY', 'WITHDRAWN', 'SLOT_FULL'] as const;

function refused(refusal: HoldRefusal, isChosen: boolean): HoldTimePayload {
  const outcome = outcomes.find((known) => known === refusal);
  return outcome === undefined || (isChosen && outcome === 'SLOT_FULL')
    ? { outcome: 'REFUSED', problem: rescueProblem(refusal) }
    : { outcome };
}

/** What manage asks for when it reschedules a call. */
export const createHoldMutations = (holdTime: HoldTime) =>
  ({
    async holdTime(_parent, { input: given }, context) {
      if (signedIn(context).role !== 'SERVICE') throw forbidden();
      const { moverId = null, reason, ...rest } = given;
      const parsed = input.safeParse({ ...rest, wanted: moverId === null ? null : { moverId, reason } });
      if (!parsed.success) throw badUserInput(z.prettifyError(parsed.error));
      const { wanted, assignmentId = null } = parsed.data;
      const onlyIfWaiting = parsed.data.onlyIfWaiting ?? false;
      const asked = { ...parsed.data, wanted, assignmentId, onlyIfWaiting };
      const answer = await holdTime(asked, causeOf(context));
      return answer.outcome === 'HELD' ? answer : refused(answer.outcome, wanted !== null);
    },
  }) satisfies MutationResolvers;
