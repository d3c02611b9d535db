import { graphql, type ResultOf } from '../../api/graphql.ts';

const homeFields = graphql(`
  fragment HomeFields on Place {
    address
    district
    sido
    latitude
    longitude
  }
`);

/** `teams` has each team once, `schedule` each of its days. */
export const ReadDispatch = graphql(
  `
    query Dispatch($from: Date!, $to: Date!) {
      teams: schedule(from: $from, to: $from) {
        mover {
          id
          name
          tons
          available
          company {
            id
            name
          }
          base {
            ...HomeFields
          }
        }
      }
      schedule(from: $from, to: $to) {
        date
        dayOff
        mover {
          id
        }
        jobs {
          call {
            id
          }
          assignmentId
          status
          slot
          tons
          home {
            ...HomeFields
          }
        }
      }
      waitingJobs(from: $from, to: $to, first: 50) {
        call {
          id
          version
          waitingReason
        }
        movingOn
        slot
        tons
        home {
          ...HomeFields
        }
      }
      jobsAtRisk(first: 50) {
        assignmentId
        risk
      }
      moveCalls(first: 1) {
        feedCursor
      }
    }
  `,
  [homeFields],
);

export type DispatchData = ResultOf<typeof ReadDispatch>;

export const DispatchFeed = graphql(`
  subscription DispatchFeed($after: ID) {
    moveCallFeed(after: $after) {
      cursor
      moveCall {
        id
        version
        waitingReason
      }
    }
  }
`);
