import type { Sealer } from '@movecall/eventlog/sealer';
import type { PublishedCompany } from '@movecall/schema/event-values';
import { type Fact, fact } from '@movecall/schema/events';
import type { Company, CompanyFact } from './company.ts';

/** What other services are told of a fact about a company. */
export const companyEventsOf = ({ type, company }: CompanyFact, sealer: Sealer): readonly Fact[] => [
  fact(type === 'Registered' ? 'CompanyRegistered' : 'CompanyUpdated', company.id, {
    company: publishedCompany(company, sealer),
  }),
];

/** A company as events tell it. What an operator typed is sealed: its name may be a person's, and its phone too. */
export const publishedCompany = (company: Company, sealer: Sealer): PublishedCompany => ({
  id: company.id,
  name: { sealed: sealer.seal(company.name) },
  representative: { sealed: sealer.seal(company.representative) },
  registrationNumber: company.registrationNumber,
  permitNumber: { sealed: sealer.seal(company.permitNumber) },
  insuredUntil: company.insuredUntil,
  phone: sealer.seal(company.phone),
  address: { sealed: sealer.seal(company.address) },
});
