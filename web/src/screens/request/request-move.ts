import { graphql, type VariablesOf } from '../../api/graphql.ts';
import { isBlank, placeInputOf } from '../../parts/place/typed-place.ts';
import { userErrorFields } from '../../parts/user-errors.ts';
import type { CompleteDraft } from './draft.ts';

export const RequestMove = graphql(
  `
    mutation RequestMove($input: RequestMoveCallInput!) {
      requestMoveCall(input: $input) {
        moveCall {
          id
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [userErrorFields],
);

type RequestMoveCallInput = VariablesOf<typeof RequestMove>['input'];

/** The fields of the input that the form shows, by their paths. */
export const formFields = [
  'moveType',
  'location.address',
  'destination.address',
  'movingOn',
  'cost',
  'tel',
] as const;

/** The input of the mutation. The phone number is part of it only when an operator calls for a customer. */
export const inputOf = (
  { moveType, from, to, movingOn, cost, tel, idempotencyKey }: CompleteDraft,
  forOthers: boolean,
): RequestMoveCallInput => ({
  moveType,
  location: placeInputOf(from),
  ...(!isBlank(to) && { destination: placeInputOf(to) }),
  movingOn,
  cost,
  ...(forOthers && { tel: tel.trim() }),
  idempotencyKey,
});
