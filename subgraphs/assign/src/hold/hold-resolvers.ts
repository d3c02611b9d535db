import { badUserInput, forbidden } from '@movecall/graphql';
import { signedIn } from '@movecall/identity/request-context';
import { movingSlots } from '@movecall/schema/events';
import { isDay } from '@movecall/values/days';
import { z } from 'zod';
import { causeOf } from '../context.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import type { HoldTime } from './hold-commands.ts';

/** In lower case, as in Postgres and in events. */
const id = z.uuid().toLowerCase();
const input = z.object({
  attemptId: id,
  callId: id,
  movingOn: z.string().refine(isDay),
  slot: z.enum(movingSlots),
  moverId: id.nullish(),
});

/** What manage asks for when it reschedules a call. */
export const createHoldMutations = (holdTime: HoldTime) =>
  ({
    async holdTime(_parent, { input: given }, context) {
      if (signedIn(context).role !== 'SERVICE') throw forbidden();
      const parsed = input.safeParse(given);
      if (!parsed.success) throw badUserInput(z.prettifyError(parsed.error));
      const { moverId, ...asked } = parsed.data;
      return await holdTime({ ...asked, wantedMoverId: moverId ?? null }, causeOf(context));
    },
  }) satisfies MutationResolvers;
