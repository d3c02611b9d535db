/** The operations that the tests send to the subgraph. */

export const MOVERS = `query ($first: Int, $after: String, $available: Boolean) {
  movers(first: $first, after: $after, available: $available) {
    edges { cursor node { id } } nodes { id name tel plate available base { address district } }
    pageInfo { hasNextPage endCursor }
  }
}`;
export const REGISTER = `mutation ($input: RegisterMoverInput!) {
  registerMover(input: $input) { mover { id name tel plate available base { district } } userErrors { code message field } }
}`;
export const SWITCH = `mutation ($id: ID!, $available: Boolean!) {
  setMoverAvailability(id: $id, available: $available) { mover { id available } userErrors { code message field } }
}`;
export const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on MoveCall { id assignment { id status distanceMeters assignedAt mover { id name tel plate base { address latitude longitude } } } }
    ... on Mover { id name tel }
  }
}`;
export const DROP = `mutation ($id: ID!, $reason: String!, $assignmentId: ID) {
  dropMoveCall(id: $id, reason: $reason, assignmentId: $assignmentId) { moveCall { id } userErrors { code message field } }
}`;
export const REASSIGN = `mutation ($id: ID!, $moverId: ID!, $reason: String!) {
  reassignMoveCall(id: $id, moverId: $moverId, reason: $reason) { moveCall { id } userErrors { code message field } }
}`;
export const AT_RISK = `{ jobsAtRisk { call { id } assignmentId mover { id } movingOn slot risk } }`;
export const HISTORY = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on MoveCall { assignmentHistory { mover { id } status releasedAt releasedCause releasedReason } }
  }
}`;
const PLAN = `id day before after appliedAt moves { call { id } from { id } to { id } beforeMeters afterMeters }`;
export const PROPOSE_PLAN = `mutation ($day: Date!) { proposePlan(day: $day) { ${PLAN} } }`;
export const APPLY_PLAN = `mutation ($id: ID!) {
  applyPlan(id: $id) { plan { ${PLAN} } userErrors { code message field } }
}`;
export const REPORT = `mutation ($id: ID!, $step: ProgressKind!, $at: DateTime!, $idempotencyKey: String!) {
  reportProgress(id: $id, step: $step, at: $at, idempotencyKey: $idempotencyKey) {
    moveCall { id } userErrors { code message field }
  }
}`;
export const PROGRESS = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on MoveCall { progress { step at receivedAt } } }
}`;
