import { graphql, type ResultOf } from '../../api/graphql.ts';

export const Figures = graphql(`
  query Figures {
    moveCallFigures {
      statuses {
        status
        count
      }
      hours {
        beginsAt
        count
      }
      confirmations {
        at
        seconds
      }
    }
  }
`);

/** The day in numbers. `hours` are ordered, oldest first; the last hour is not over yet. */
export type FiguresView = ResultOf<typeof Figures>['moveCallFigures'];
