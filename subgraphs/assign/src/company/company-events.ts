import type { Sealer } from '@movecall/eventlog/sealer';
import type { PublishedCompany } from '@movecall/schema/event-values';
import { type Fact, fact } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import type { Company, CompanyFact } from './company.ts';

/** What other services are told of a fact about a company. */
export function companyEventsOf(recorded: CompanyFact, sealer: Sealer): readonly Fact[] {
  const { company } = recorded;
  const published = publishedCompany(company, sealer);
  if (recorded.type === 'Registered') return [fact('CompanyRegistered', company.id, { company: published })];
  const jobsAtRisk = jobsOn(recorded.uninsuredDays);
  return [fact('CompanyUpdated', company.id, { company: published, ...(jobsAtRisk && { jobsAtRisk }) })];
}

/** Jobs as events count them. @param days their days, each as often as there are jobs; null when there are none */
export const jobsOn = (days: readonly Day[]): { readonly jobs: number; readonly firstOn: Day } | null => {
  const [firstOn] = days.toSorted();
  return firstOn === undefined ? null : { jobs: days.length, firstOn };
};

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
