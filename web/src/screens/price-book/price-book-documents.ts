import { type FragmentOf, graphql } from '../../api/graphql.ts';
import { userErrorFields } from '../../parts/user-errors.ts';

const priceBookFields = graphql(`
  fragment PriceBookFields on PriceBook {
    version
    publishedAt
    publishedBy {
      id
      tel
    }
    trucks {
      tons
      usable
      base
      crewMen
      crewWomen
    }
    moveTypes {
      moveType
      percentOfBase
    }
    distance {
      roadPercent
      includedKm
      perKm
    }
    sea
    ladder {
      upToFloor
      amount
    }
    stairs {
      perFloor
      highestFloor
    }
    days {
      code
      label
      amount
    }
    options {
      code
      label
      amount
    }
    halfDayUpToTons
    deposit {
      percentOfTotal
      roundedTo
    }
  }
`);

export type Book = FragmentOf<typeof priceBookFields>;

export const ReadPriceBook = graphql(
  `
    query ReadPriceBook {
      priceBook {
        ...PriceBookFields
      }
    }
  `,
  [priceBookFields],
);

export const PreviewPriceBook = graphql(
  `
    query PreviewPriceBook($input: PriceBookInput!) {
      priceBookPreview(input: $input) {
        moves {
          label
          before
          after
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [userErrorFields],
);

export const PublishPriceBook = graphql(
  `
    mutation PublishPriceBook($input: PriceBookInput!) {
      publishPriceBook(input: $input) {
        priceBook {
          ...PriceBookFields
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [priceBookFields, userErrorFields],
);
