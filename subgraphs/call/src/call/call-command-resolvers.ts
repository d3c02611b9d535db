import { badUserInput, CodedError } from '@movecall/graphql';
import type { AcceptanceOutcome, AcceptanceSaga } from '../acceptance/acceptance-saga.ts';
import { rowOf } from './call-row.ts';
import type { Admission } from '../acceptance/admission.ts';
import type { Cancel } from './cancellation.ts';
import { metadataOf, reload, type RequestContext, requirePerson, show } from '../context.ts';
import type { RequestMoveCallInput, Resolvers } from '../generated/resolvers.ts';
import { type LocatedPlaces, parseMoveRequest } from '../acceptance/move-request.ts';
import { viewOf } from './read-model.ts';
import type { RateLimit } from '@movecall/redis/rate-limit';
import type { LocatePlace } from '../places/locating.ts';
import type { Person, PersonViewer } from '../sign-in/sign-in.ts';
import { isId, isIdempotencyKey, MAX_TEXT_LENGTH, parseOptionalText } from '../text-input.ts';
import { type UserError, userError } from '../user-errors.ts';

export interface CallCommandDeps {
  readonly findPerson: (id: string) => Promise<Person | null>;
  /** Bounds how many requests are worked on at a time. */
  readonly admission: Pick<Admission, 'run' | 'retryAfterSeconds'>;
  readonly acceptance: AcceptanceSaga;
  readonly cancel: Cancel;
  /** Limits the calls for a phone. */
  readonly callLimit: RateLimit;
  readonly locatePlace: LocatePlace;
  readonly now: () => Date;
}

/** The resolvers of the mutations on calls. */
export const createCallCommandResolvers = (deps: CallCommandDeps) =>
  ({
    async requestMoveCall(_parent, { input }, context) {
      const viewer = requirePerson(context);
      // Before it is admitted: a slow address provider must not take the room of other calls.
      const places = await locatePlaces(deps, input, context);
      const payload = await deps.admission.run(() =>
        requestMoveCall(deps, { input, places }, viewer, context),
      );
      if (payload !== 'OVERLOADED') return payload;
      const retryAfterSeconds = deps.admission.retryAfterSeconds();
      return { userErrors: [userError('TRY_AGAIN_LATER', { retryAfterSeconds })] };
    },

    async cancelMoveCall(_parent, { id, reason: text, forCustomer }, context) {
      const viewer = requirePerson(context);
      const reason = parseOptionalText(text);
      if (reason === undefined)
        throw badUserInput(`reason must be at most ${MAX_TEXT_LENGTH} printable characters.`);
      const refusal = isId(id)
        ? await deps.cancel(
            { id, viewer, reason, forCustomer: forCustomer ?? false },
            metadataOf(context, deps.now()),
          )
        : 'NOT_FOUND';
      if (refusal) return { userErrors: [userError(refusal)] };
      return { moveCall: await reload(context, id), userErrors: [] };
    },
  }) satisfies Resolvers['Mutation'];

async function locatePlaces(
  { locatePlace }: CallCommandDeps,
  input: RequestMoveCallInput,
  { address }: RequestContext,
): Promise<LocatedPlaces | null> {
  // A quote has its places.
  if (input.quoteId != null) return null;
  const client = address ?? '';
  const [location, destination] = await Promise.all([
    locatePlace(input.location, client),
    input.destination ? locatePlace(input.destination, client) : null,
  ]);
  return { location, destination };
}

async function requestMoveCall(
  { findPerson, acceptance, callLimit, now }: CallCommandDeps,
  { input, places }: { readonly input: RequestMoveCallInput; readonly places: LocatedPlaces | null },
  { id, role }: PersonViewer,
  context: RequestContext,
) {
  const person = await findPerson(id);
  if (!person) throw new CodedError('UNAUTHENTICATED', 'Sign in again.');
  const idempotencyKey = input.idempotencyKey ?? null;
  if (idempotencyKey !== null && !isIdempotencyKey(idempotencyKey))
    throw badUserInput(`idempotencyKey must be 1 to ${MAX_TEXT_LENGTH} printable characters.`);
  if ((input.quoteId == null) !== (input.quoteVersion == null))
    throw badUserInput('quoteId and quoteVersion come together.');
  const requester = { tel: person.tel, isOperator: role === 'OPERATOR' };
  const parsed = parseMoveRequest(input, places, requester, now());
  if ('problems' in parsed)
    return { userErrors: parsed.problems.map(({ code, ...details }) => userError(code, details)) };
  const { request } = parsed;
  const retryAfterSeconds = await callLimit.take(request.ownerTel);
  if (retryAfterSeconds !== null)
    return { userErrors: [userError('TRY_AGAIN_LATER', { retryAfterSeconds })] };

  const { traceparent } = context;
  const isLimited = role !== 'OPERATOR';
  const asked = { request, callerId: id, idempotencyKey, isLimited, traceparent };
  const outcome = await acceptance.run(asked);
  if ('refusal' in outcome) return { userErrors: [acceptanceError(outcome)] };
  const moveCall =
    'call' in outcome ? show(context, viewOf(rowOf(outcome.call))) : await reload(context, outcome.callId);
  return { moveCall, userErrors: [] };
}

function acceptanceError(outcome: Extract<AcceptanceOutcome, { refusal: string }>): UserError {
  switch (outcome.refusal) {
    case 'TRY_AGAIN_LATER':
      return userError('TRY_AGAIN_LATER', { retryAfterSeconds: outcome.retryAfterSeconds });
    case 'IDEMPOTENCY_KEY_REUSED':
      return userError('IDEMPOTENCY_KEY_REUSED', { field: ['input', 'idempotencyKey'] });
    case 'TOO_MANY_CALLS':
      return userError(
        'TOO_MANY_CALLS',
        outcome.exceeded === 'ON_ONE_DAY' ? { field: ['input', 'movingOn'] } : {},
      );
    case 'QUOTE_MISMATCH':
      return userError('QUOTE_MISMATCH', outcome.field === null ? {} : { field: ['input', outcome.field] });
    case 'QUOTE_CHANGED':
      return userError('QUOTE_CHANGED', { field: ['input', 'quoteVersion'] });
    case 'QUOTE_NOT_FOUND':
    case 'QUOTE_IN_USE':
    case 'QUOTE_EXPIRED':
    case 'NEEDS_VISIT':
      return userError(outcome.refusal, { field: ['input', 'quoteId'] });
    default:
      return outcome satisfies never;
  }
}
