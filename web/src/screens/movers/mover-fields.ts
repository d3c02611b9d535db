import { graphql } from '../../api/graphql.ts';

/** A team as a row of the list. */
export const moverFields = graphql(`
  fragment MoverFields on Mover {
    id
    name
    tel
    plate
    available
    crew
    tons
    slotsPerDay
    serviceArea {
      radiusKm
      sigungu
    }
    members
    daysOff
    company {
      id
      name
    }
    base {
      address
      district
      sido
    }
  }
`);
