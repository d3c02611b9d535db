import type { Sealer } from '@movecall/eventlog/sealer';
import { moveTypes, movingSlots } from '@movecall/schema/events';
import { isDay } from '@movecall/values/days';
import { z } from 'zod';
import type { CallDraft } from '../call/call-record.ts';
import type { Move, QuotedMove, QuoteReference } from '../call/move.ts';

/** What call and manage say to each other when a call is accepted, over GraphQL. */

/** Why manage does not accept a move with a quote. */
export const quoteRefusals = [
  'QUOTE_IN_USE',
  'QUOTE_NOT_FOUND',
  'QUOTE_CHANGED',
  'QUOTE_EXPIRED',
  'QUOTE_MISMATCH',
  'NEEDS_VISIT',
] as const;
export type QuoteRefusal = (typeof quoteRefusals)[number];

/** Manage's answer to an order. Anything but a plain acceptance is a refusal, also a lost answer. */
export type ManageAnswer =
  /** With the move that manage has accepted: of a quote, manage knows it. */
  | { readonly accepted: true; readonly move: Move }
  | {
      readonly accepted: false;
      readonly why: 'OVERLOADED' | 'WITHDRAWN' | 'UNAVAILABLE';
      readonly retryAfterSeconds: number;
    }
  | {
      readonly accepted: false;
      readonly why: QuoteRefusal;
      /** The input field that differs from the quote. */
      readonly field: string | null;
    };

/** Manage answered, but the answer has no outcome. */
export class ManageFailedError extends Error {
  override readonly name = 'ManageFailedError';
}

const REQUEST_ASSIGNMENT = `mutation RequestAssignment($input: RequestAssignmentInput!) {
  answer: requestAssignment(input: $input) { outcome retryAfterSeconds }
}`;

const PLACE = '{ address district latitude longitude }';
const ACCEPT_QUOTE = `mutation AcceptQuote($input: AcceptQuoteInput!) {
  answer: acceptQuote(input: $input) {
    outcome retryAfterSeconds field
    move { moveType location ${PLACE} destination ${PLACE} movingOn slot cost }
  }
}`;

/** The request for the acceptance of a call, as the body of an HTTP request. */
export function requestBody({ id, ownerId, tel, wanted }: CallDraft, sealer: Sealer): string {
  // Assign must not give a mover its own call.
  const caller = { callId: id, ownerId, ownerTel: sealer.seal(tel) };
  const [query, input] =
    wanted.quote === null
      ? [REQUEST_ASSIGNMENT, { ...caller, ...orderOf(wanted.move) }]
      : [ACCEPT_QUOTE, { ...caller, ...agreementOf(wanted.quote, wanted.quoted) }];
  return JSON.stringify({ query, variables: { input } });
}

const orderOf = ({ moveType, location, movingOn, cost }: Move) => ({
  moveType,
  // Manage and assign need where the home is, not what the customer typed.
  address: location.district ?? '',
  district: location.district,
  latitude: location.latitude,
  longitude: location.longitude,
  movingOn,
  cost,
});

const agreementOf = ({ id, version }: QuoteReference, quoted: QuotedMove) => ({
  quoteId: id,
  quoteVersion: version,
  ...quoted,
});

const place = z.object({
  address: z.string(),
  district: z.string().nullable(),
  latitude: z.number(),
  longitude: z.number(),
});

const move = z.object({
  moveType: z.enum(moveTypes),
  location: place,
  destination: place.nullable(),
  movingOn: z.string().refine(isDay),
  slot: z.enum(movingSlots),
  cost: z.int(),
});

const answerShape = z.object({
  data: z.object({
    answer: z.object({
      outcome: z.enum(['ACCEPTED', 'OVERLOADED', 'WITHDRAWN', ...quoteRefusals]),
      retryAfterSeconds: z.int().nonnegative().nullable(),
      field: z.string().nullish(),
      move: move.nullish(),
    }),
  }),
});

const isQuoteRefusal = (outcome: string): outcome is QuoteRefusal =>
  (quoteRefusals as readonly string[]).includes(outcome);

/**
 * Reads manage's reply to the request for the acceptance of a call.
 *
 * @param retryAfterSeconds for a refusal that does not say when to try again
 * @throws ManageFailedError when the reply has no outcome, or accepts a quote without saying what it is for
 */
export function answerIn(
  { status, body }: { readonly status: number; readonly body: string },
  { wanted }: CallDraft,
  retryAfterSeconds: () => number,
): ManageAnswer {
  if (status !== 200) throw new ManageFailedError(`manage answered HTTP ${status}`);
  const parsed = answerShape.safeParse(JSON.parse(body));
  if (!parsed.success) throw new ManageFailedError("manage's answer has no outcome");
  const { outcome, field, retryAfterSeconds: stated, move: accepted } = parsed.data.data.answer;
  if (outcome === 'ACCEPTED') {
    const agreed = wanted.quote === null ? wanted.move : accepted;
    if (!agreed) throw new ManageFailedError('manage accepted a quote without saying what it is for');
    return { accepted: true, move: agreed };
  }
  if (isQuoteRefusal(outcome)) return { accepted: false, why: outcome, field: field ?? null };
  return { accepted: false, why: outcome, retryAfterSeconds: Math.max(stated ?? retryAfterSeconds(), 1) };
}
