import { type FragmentOf, graphql } from '../../api/graphql.ts';
import { userErrorFields } from '../../parts/user-errors.ts';

export const companyFields = graphql(`
  fragment CompanyFields on Company {
    id
    name
    representative
    registrationNumber
    permitNumber
    insuredUntil
    phone
    address
    dispatchMode
  }
`);

export type Company = FragmentOf<typeof companyFields>;

export const ReadCompanies = graphql(
  `
    query CompanyList {
      companies {
        ...CompanyFields
      }
    }
  `,
  [companyFields],
);

export const RegisterCompany = graphql(
  `
    mutation RegisterCompany($input: CompanyInput!) {
      registerCompany(input: $input) {
        company {
          ...CompanyFields
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [companyFields, userErrorFields],
);

export const UpdateCompany = graphql(
  `
    mutation UpdateCompany($id: ID!, $input: CompanyInput!) {
      updateCompany(id: $id, input: $input) {
        company {
          ...CompanyFields
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [companyFields, userErrorFields],
);
