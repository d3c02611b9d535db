import { graphql } from '../../api/graphql.ts';

export const PAGE = 50;

/** A call as a row of the board. */
export const boardFields = graphql(`
  fragment BoardFields on MoveCall {
    id
    status
    statusLabel
    version
    tel
    location {
      address
      district
      sido
    }
    movingOn
    requestedAt
    waitingReason
    mover {
      id
      name
      tel
      plate
    }
  }
`);

export const BoardCalls = graphql(
  `
    query BoardCalls($first: Int!, $after: String, $status: [MoveCallStatus!], $search: String) {
      moveCalls(first: $first, after: $after, status: $status, search: $search) {
        nodes {
          ...BoardFields
        }
        pageInfo {
          hasNextPage
          endCursor
        }
        feedCursor
      }
    }
  `,
  [boardFields],
);
