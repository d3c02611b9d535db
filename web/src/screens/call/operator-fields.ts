import { graphql } from '../../api/graphql.ts';

export const alertFields = graphql(`
  fragment AlertFields on Alert {
    template
    audience
    channel
    outcome
    at
  }
`);

export const orderFields = graphql(`
  fragment OrderFields on MoveOrder {
    status
    statusLabel
    updatedAt
  }
`);
