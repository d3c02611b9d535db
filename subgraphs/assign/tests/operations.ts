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
