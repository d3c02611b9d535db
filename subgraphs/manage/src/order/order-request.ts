import { isDay } from '@movecall/values/days';
import { moveTypes } from '@movecall/schema/events';
import { badUserInput } from '@movecall/graphql';
import { z } from 'zod';
import type { RequestAssignmentInput } from '../generated/resolvers.ts';
import type { OrderRequest } from './order.ts';

const schema = z.object({
  // In lower case, as in Postgres and in events.
  callId: z.uuid().toLowerCase(),
  ownerId: z.uuid().toLowerCase(),
  ownerTel: z.string().nullish(),
  moveType: z.enum(moveTypes),
  address: z.string(),
  district: z.string().nullish(),
  latitude: z.number(),
  longitude: z.number(),
  movingOn: z.string().refine(isDay),
  cost: z.int().positive(),
});

/** @throws CodedError BAD_USER_INPUT. The call service has checked the input before, so the error is the service's, not the customer's. */
export function parseOrderRequest(input: RequestAssignmentInput): OrderRequest {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw badUserInput(z.prettifyError(parsed.error));
  const { address, district, latitude, longitude, ownerTel, ...rest } = parsed.data;
  return {
    ...rest,
    ownerTel: ownerTel ?? null,
    slot: 'ALL_DAY',
    agreement: null,
    location: { address, district: district ?? null, latitude, longitude },
  };
}
