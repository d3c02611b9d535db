import { badUserInput } from '@movecall/graphql';
import { moveTypes, movingSlots } from '@movecall/schema/events';
import { z } from 'zod';
import type { AskedOrder } from './agreeing.ts';
import type { AcceptQuoteInput } from '../generated/resolvers.ts';

// In lower case, as in Postgres and in events.
const id = z.uuid().toLowerCase();
const place = z.object({
  address: z.string(),
  latitude: z.number().nullish(),
  longitude: z.number().nullish(),
});

const schema = z.object({
  callId: id,
  ownerId: id,
  ownerTel: z.string(),
  quoteId: id,
  quoteVersion: z.int(),
  byPhone: z.boolean(),
  moveType: z.enum(moveTypes),
  location: place,
  destination: place.nullish(),
  movingOn: z.string().nullish(),
  slot: z.enum(movingSlots).nullish(),
  cost: z.int().nullish(),
});

/** @throws CodedError BAD_USER_INPUT. The call service has checked the input's form before, so the error is the service's. */
export function parseAcceptQuote(input: AcceptQuoteInput): Omit<AskedOrder, 'cause'> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw badUserInput(z.prettifyError(parsed.error));
  const { quoteId, ownerTel, byPhone, destination, movingOn, slot, cost, ...given } = parsed.data;
  return {
    quoteId,
    ownerTel,
    consentedBy: byPhone ? 'PHONE' : 'CUSTOMER',
    asked: {
      ...given,
      destination: destination ?? null,
      movingOn: movingOn ?? null,
      slot: slot ?? null,
      cost: cost ?? null,
    },
  };
}
