import { type FragmentOf, graphql } from '../../api/graphql.ts';
import { userErrorFields } from '../../parts/user-errors.ts';

/** What a team has reported of the day. */
export const stepFields = graphql(`
  fragment StepFields on ProgressStep {
    step
    at
    receivedAt
  }
`);

export type Step = FragmentOf<typeof stepFields>;

/** What a team needs to know of a job: where, when, and what is to be carried how. */
export const jobFields = graphql(
  `
    fragment JobFields on MoveCall {
      id
      status
      statusLabel
      version
      moveType
      tel
      movingOn
      slot
      cost
      location {
        address
        district
        sido
        latitude
        longitude
      }
      destination {
        address
        latitude
        longitude
      }
      quote {
        id
        version
        tons
        volume
        crewMen
        crewWomen
        distanceKm
        items {
          code
          label
          count
        }
        access {
          floor
          elevator
          ladderTruck
        }
        destinationAccess {
          floor
          elevator
          ladderTruck
        }
        options {
          code
          label
          count
        }
      }
      progress {
        ...StepFields
      }
    }
  `,
  [stepFields],
);

export type Job = FragmentOf<typeof jobFields>;

export const MyTeam = graphql(`
  query MyTeam {
    team {
      id
      name
      plate
      daysOff
    }
  }
`);

export const MyJobs = graphql(
  `
    query MyJobs($from: Date!, $to: Date!) {
      teamJobs(from: $from, to: $to) {
        nodes {
          ...JobFields
        }
        feedCursor
      }
    }
  `,
  [jobFields],
);

/** The jobs of a team change with the calls that it gets and loses. */
export const JobFeed = graphql(
  `
    subscription JobFeed($after: ID) {
      moveCallFeed(after: $after) {
        cursor
        moveCall {
          ...JobFields
        }
      }
    }
  `,
  [jobFields],
);

export const SetDaysOff = graphql(
  `
    mutation SetDaysOff($id: ID!, $days: [Date!]!) {
      setMoverDaysOff(id: $id, days: $days) {
        mover {
          id
          daysOff
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [userErrorFields],
);

const offerFields = graphql(`
  fragment OfferFields on Offer {
    assignmentId
    expiresAt
    moveType
    region
    movingOn
    slot
    tons
    cost
    distanceMeters
  }
`);

export type Offer = FragmentOf<typeof offerFields>;

export const MyOffers = graphql(
  `
    query MyOffers {
      team {
        id
        offers {
          ...OfferFields
        }
      }
    }
  `,
  [offerFields],
);

/** The cache keeps the offers with the team, so each event is a new answer of `MyOffers` too. */
export const OfferFeed = graphql(
  `
    subscription OfferFeed {
      offersChanged {
        team {
          id
          offers {
            ...OfferFields
          }
        }
      }
    }
  `,
  [offerFields],
);

export const ReportProgress = graphql(
  `
    mutation ReportProgress($id: ID!, $step: ProgressKind!, $at: DateTime!, $idempotencyKey: String!) {
      reportProgress(id: $id, step: $step, at: $at, idempotencyKey: $idempotencyKey) {
        moveCall {
          id
          progress {
            ...StepFields
          }
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [stepFields, userErrorFields],
);

export const AcceptOffer = graphql(
  `
    mutation AcceptOffer($assignmentId: ID!) {
      acceptOffer(assignmentId: $assignmentId) {
        assignment {
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

export const DeclineOffer = graphql(
  `
    mutation DeclineOffer($assignmentId: ID!) {
      declineOffer(assignmentId: $assignmentId) {
        assignment {
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
