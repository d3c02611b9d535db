import { callId, KNOWN_CALLS } from './sample-subgraphs.ts';

/** The measured request: one call with fields of all three subgraphs. */
export const MEASURED = `query Call($id: ID!) {
  moveCall(id: $id) {
    id
    status
    address
    movingOn
    customer { name floor }
    order { id cost paid items { name amount } }
    assignment { id startsAt trucks mover { id name rating } }
  }
}`;

/** The body of the measured request, as JSON. */
export const bodyOf = (id: string): string =>
  JSON.stringify({ query: MEASURED, variables: { id }, operationName: 'Call' });

/** Further request shapes that every gateway except the pass-through has to answer equally. */
export const OTHER_SHAPES: readonly string[] = [
  `query Aliases($id: ID!) { a: moveCall(id: $id) { key: id o: order { id price: cost } } b: moveCall(id: $id) { id } }`,
  `query Fragments($id: ID!) { moveCall(id: $id) { ...Where ... on MoveCall { assignment { ...Who } } } }
   fragment Where on MoveCall { address movingOn __typename }
   fragment Who on Assignment { mover { name } }`,
  `query Conditions($id: ID!, $no: Boolean = false) {
     moveCall(id: $id) { id order @include(if: $no) { cost } assignment @skip(if: $no) { trucks } }
   }`,
  `query OwnFieldsOnly($id: ID!) { moveCall(id: $id) { id status customer { name } } }`,
  `query List { moveCalls(first: 7) { id order { cost items { name } } assignment { mover { id name } } } }`,
];

/** Includes calls without an order, without an assignment, and one that does not exist. */
export const CHECKED_IDS: readonly string[] = [
  ...[0, 1, 2, 48, 49, 98, 99, 500, 999].map(callId),
  callId(KNOWN_CALLS),
];
