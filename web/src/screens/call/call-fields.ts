import { type FragmentOf, graphql } from '../../api/graphql.ts';

/** The fields that the page of a call shows. The query and the live events bring the same ones. */
export const callFields = graphql(`
  fragment CallFields on MoveCall {
    id
    moveType
    status
    statusLabel
    version
    tel
    location {
      address
      district
    }
    destination {
      address
      district
    }
    movingOn
    slot
    cost
    requestedAt
    waitingReason
    mover {
      id
      name
      tel
      plate
    }
    assignment {
      id
      status
      distanceMeters
    }
    progress {
      step
      at
    }
    timeline {
      version
      status
      statusLabel
      at
    }
  }
`);

export type CallView = FragmentOf<typeof callFields>;
