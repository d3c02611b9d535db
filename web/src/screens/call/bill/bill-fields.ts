import { type FragmentOf, graphql } from '../../../api/graphql.ts';

export const billFields = graphql(`
  fragment BillFields on Bill {
    lines {
      number
      kind
      label
      amount
      method
      recordedBy
      at
    }
    total
    paid
    due
  }
`);

export type BillView = FragmentOf<typeof billFields>;
export type BillLine = BillView['lines'][number];

export const ReadBill = graphql(
  `
    query CallBill($id: ID!) {
      moveCall(id: $id) {
        id
        bill {
          ...BillFields
        }
        contract {
          version
          url
        }
      }
    }
  `,
  [billFields],
);
