import { graphql } from '../../api/graphql.ts';

/** A team as its list shows it. */
export const moverFields = graphql(`
  fragment MoverFields on Mover {
    id
    name
    tel
    plate
    available
    base {
      address
      district
    }
  }
`);
