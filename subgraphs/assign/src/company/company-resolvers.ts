import type { Database } from '@movecall/eventlog';
import { badUserInput } from '@movecall/graphql';
import { parseRegistrationNumber } from '@movecall/values/registration-number';
import { causeOf, idOf, requireOperator } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { CompanyCommands, CompanyResult } from './company-commands.ts';
import { parseCompany } from './company-input.ts';
import { companyProblem } from './company-problem.ts';
import { findByRegistrationNumber, listCompanies } from './company-store.ts';

export interface CompanyResolverDeps {
  readonly companyCommands: CompanyCommands;
  /** For queries. */
  readonly reads: Database;
  readonly now: () => Date;
}

const MOST_COMPANIES = 100;

/** The resolvers of companies. They translate between GraphQL and the domain. */
export const createCompanyResolvers = ({ companyCommands, reads, now }: CompanyResolverDeps) =>
  ({
    Query: {
      async company(_parent, { registrationNumber }, context) {
        requireOperator(context);
        const number = parseRegistrationNumber(registrationNumber);
        return number === null ? null : await findByRegistrationNumber(reads, number);
      },

      async companies(_parent, { first }, context) {
        requireOperator(context);
        const size = first ?? MOST_COMPANIES;
        if (size < 1 || size > MOST_COMPANIES) throw badUserInput(`first must be 1 to ${MOST_COMPANIES}.`);
        return await listCompanies(reads, size);
      },
    },

    Company: {
      // Other subgraphs show a company as it was; how its teams get calls is known here, and shown to operators only.
      async __resolveReference({ id }, { viewer, loaders }) {
        const companyId = viewer?.role === 'OPERATOR' ? idOf(id) : null;
        return companyId === null ? null : await loaders.companies.load(companyId);
      },
      dispatchMode: ({ dispatchMode }, _args, { viewer }) =>
        viewer?.role === 'OPERATOR' ? dispatchMode : null,
      phone: ({ phone }, _args, { viewer }) => (viewer?.role === 'OPERATOR' ? phone : null),
      address: ({ address }, _args, { viewer }) => (viewer?.role === 'OPERATOR' ? address : null),
    },

    Mutation: {
      async registerCompany(_parent, { input }, context) {
        requireOperator(context);
        const parsed = parseCompany(input, now());
        if ('problems' in parsed) return { company: null, userErrors: parsed.problems };
        return payloadOf(await companyCommands.register(parsed.details, causeOf(context)));
      },

      async updateCompany(_parent, { id, input }, context) {
        requireOperator(context);
        const companyId = idOf(id);
        if (companyId === null) return payloadOf({ refusal: 'NOT_FOUND' });
        const parsed = parseCompany(input, now());
        if ('problems' in parsed) return { company: null, userErrors: parsed.problems };
        return payloadOf(await companyCommands.update(companyId, parsed.details, causeOf(context)));
      },
    },
  }) satisfies Resolvers;

const payloadOf = (result: CompanyResult) =>
  'refusal' in result
    ? { company: null, userErrors: [companyProblem(result.refusal)] }
    : { company: result.company, userErrors: [] };
