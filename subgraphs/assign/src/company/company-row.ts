import { sql } from 'drizzle-orm';
import { companies } from '../tables.ts';
import type { Company } from './company.ts';

/** Mapping between a company and its row. */

export type CompanyRow = typeof companies.$inferSelect;

export const toCompany = ({ registeredAt: _at, ...company }: CompanyRow): Company => company;

/** The company of a row of movers as JSON, in one column; null for a mover without one. */
export const companyJson = sql<Company | null>`(select jsonb_build_object('id', ${companies.id}, 'name', ${companies.name},
  'representative', ${companies.representative}, 'registrationNumber', ${companies.registrationNumber},
  'permitNumber', ${companies.permitNumber}, 'insuredUntil', ${companies.insuredUntil}, 'phone', ${companies.phone},
  'address', ${companies.address}, 'dispatchMode', ${companies.dispatchMode}) from ${companies} where ${companies.id} = company_id)`;
